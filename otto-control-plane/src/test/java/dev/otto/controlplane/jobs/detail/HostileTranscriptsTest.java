package dev.otto.controlplane.jobs.detail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.controlplane.markdown.HostileAnswersTest;
import dev.otto.wire.TranscriptAnswer;
import dev.otto.wire.TranscriptAnswer.ToolCall;
import dev.otto.wire.TranscriptAnswer.TranscriptEntry;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What models and tools say is text, whatever it is; {@code RunPageTest} shows it to a browser. */
class HostileTranscriptsTest {
  private static final Pattern HIDDEN =
      Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]");

  static List<String> payloads() throws Exception {
    return HostileAnswersTest.answers();
  }

  private static TranscriptAnswer transcript(String text) {
    var tool = new ToolCall(text, text, text, text);
    return new TranscriptAnswer(
        "run",
        List.of(
            new TranscriptEntry(0, "text", 0, "a/b", text, text, null, false),
            new TranscriptEntry(1, "tool", 0, null, null, null, tool, false)),
        false,
        0);
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void nothingInItIsObeyed(String payload) {
    TranscriptView view = TranscriptView.of(transcript(payload));
    assertEquals(2, view.shown().size());
    for (TranscriptView.Line line : view.shown()) {
      assertFalse(HIDDEN.matcher(line.what()).find());
      assertFalse(HIDDEN.matcher(TranscriptView.who(line.entry())).find());
      line.texts().forEach(text -> assertFalse(HIDDEN.matcher(text.text()).find(), text.text()));
    }
    assertFalse(HIDDEN.matcher(TranscriptView.plain(transcript(payload))).find());
  }

  @Test
  void ofALongOneThePageShowsTheBeginning() {
    String text = "x".repeat(16 * 1024) + " the end";
    TranscriptEntry said = new TranscriptEntry(0, "text", 0, null, null, text, null, false);
    var answer = new TranscriptAnswer("run", Collections.nCopies(500, said), true, 0);
    TranscriptView view = TranscriptView.of(answer);
    assertTrue(view.goesOn());
    assertTrue(view.shown().size() < 20, "shown: " + view.shown().size());
    assertEquals(2_000, view.shown().getFirst().texts().getFirst().text().length());
    assertEquals(501, TranscriptView.plain(answer).split(" the end", -1).length);
  }
}
