package dev.otto.scheduler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"success\",\"summary\":\"done\",\"errors\":[]}",
        "  {\"summary\":\"done\", \"status\":\"success\"}\n",
        "```json\n{\"status\":\"success\",\"summary\":\"done\",\"errors\":[]}\n```",
        "Here it is:\n```\n{\"status\":\"success\",\"summary\":\"done\",\"errors\":null}\n```\nBye."
      })
  void acceptsAReportBareOrInAFence(String text) {
    assertEquals(
        new Outcome.Succeeded("{\"status\":\"success\",\"summary\":\"done\",\"errors\":[]}"),
        Answer.read(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"All well.", "", "{\"a\":1}", "{broken", "{\"status\":\"odd\"}", "null"})
  void keepsAnythingElseAsPlainText(String text) {
    var outcome = assertInstanceOf(Outcome.Succeeded.class, Answer.read(text));
    String quoted = text.replace("\"", "\\\"");
    assertEquals(
        "{\"status\":\"success\",\"summary\":\"" + quoted + "\",\"errors\":[]}", outcome.result());
  }

  @Test
  void aReportedFailureFailsTheRun() {
    String report = "{\"status\":\"failed\",\"summary\":\"disk full\",\"errors\":[\"ENOSPC\"]}";
    assertEquals(
        new Outcome.Failed(
            Answer.REPORTED_FAILURE, "The model reported that the task failed: disk full", report),
        Answer.read(report));
  }
}
