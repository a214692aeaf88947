package dev.otto.scheduler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {

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
        new Outcome.Succeeded(
            Report.whole("{\"status\":\"success\",\"summary\":\"done\",\"errors\":[]}")),
        ReportReader.read(text, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"All well.", "", "{\"a\":1}", "{broken", "{\"status\":\"odd\"}", "null"})
  void keepsAnythingElseAsPlainText(String text) {
    var outcome = assertInstanceOf(Outcome.Succeeded.class, ReportReader.read(text, false));
    String quoted = text.replace("\"", "\\\"");
    assertEquals(
        "{\"status\":\"success\",\"summary\":\"" + quoted + "\",\"errors\":[]}",
        outcome.report().json());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'status':'skipped'} | {'status':'skipped','summary':'','errors':[]}",
        "{'status':'skipped','summary':'no news'}"
            + " | {'status':'skipped','summary':'no news','errors':[]}",
        "```json {'status':'skipped','summary':null} ```"
            + " | {'status':'skipped','summary':'','errors':[]}",
      })
  void aReportThatThereWasNothingToDoSkipsTheRun(String text, String result) {
    assertEquals(
        new Outcome.Skipped(Report.whole(result.replace("'", "\""))),
        ReportReader.read(text.replace("'", "\""), false));
  }

  @Test
  void whatIsWrittenInsteadOfASummaryIsKept() {
    String text = "{\"status\":\"skipped\",\"reason\":\"no news\"}";
    var skipped = assertInstanceOf(Outcome.Skipped.class, ReportReader.read(text, false));
    assertTrue(skipped.report().json().contains("no news"), skipped.toString());
  }

  @Test
  void aReportedFailureFailsTheRun() {
    String report = "{\"status\":\"failed\",\"summary\":\"disk full\",\"errors\":[\"ENOSPC\"]}";
    assertEquals(
        new Outcome.Failed(
            ReportReader.REPORTED_FAILURE,
            "The model reported that the task failed: disk full",
            Report.whole(report)),
        ReportReader.read(report, false));
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"status\":\"failed\",\"summary\":\"it goes on and', failed",
    "'```json\n{\"status\": \"skipped\", \"summary\":\"and on', skipped",
    "'{\"summary\":\"and on', succeeded",
    "'In {\"status\":\"failed\"} it', succeeded",
  })
  void aReportThatWasCutKeepsItsStatus(String text, String state) {
    Outcome outcome = ReportReader.read(text.replace("\\n", "\n"), true);
    assertEquals(state, outcome.state());
    assertTrue(outcome.report() != null && outcome.report().truncated(), outcome.toString());
    assertTrue(outcome.report().json().contains("it") || outcome.report().json().contains("on"));
  }
}
