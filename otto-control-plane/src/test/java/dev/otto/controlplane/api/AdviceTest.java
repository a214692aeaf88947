package dev.otto.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Otto says to programs, as a page says it. */
class AdviceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "modelRef is \"gpt\", which is not a model reference; send provider/model or null"
            + " | \"gpt\" is not a model reference; write provider/model, or nothing to inherit",
        "fallbacks[1] is \"gpt\", which is not a model reference; send provider/model or null"
            + " | \"gpt\" is not a model reference; write provider/model, or nothing to inherit",
        "\"gpt\" is not a model reference; write provider/model, or null to inherit"
            + " | \"gpt\" is not a model reference; write provider/model, or nothing to inherit",
        "The catalog has no model a/b; GET /external/models/catalog and `ottoctl model list` show"
            + " what there is | The catalog has no model a/b; choose one from the list",
        "The budget of the day is spent; ?overBudget=true runs it in spite of that"
            + " | The budget of the day is spent; raise the budget first",
        "The budget of the day is spent; ?overBudget=true asks in spite of that"
            + " | The budget of the day is spent; raise the budget first",
        "2 prompts are in flight and a reload aborts them; wait, or send \"force\":true"
            + " | 2 prompts are in flight and a reload aborts them; wait",
        "Task is running: news; only modelRef and status can be changed while it runs"
            + " | Job is running: news; while it runs, only its model can be changed, and it can be"
            + " paused",
        "write a time of day as HH:MM, or null | write a time of day as HH:MM, or nothing",
        "Task not found: news | Job not found: news",
        "\"every day\" has 2; write five fields | \"every day\" has 2; write five fields"
      })
  void isForPeople(String programs, String people) {
    assertEquals(people, Advice.forPeople(programs));
  }
}
