package dev.otto.models.opencode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.prompt.PromptResult.Failed;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten seconds for the first token, and thirty for a stall. */
class SilenceTest {
  private static final ModelRef MODEL = ModelRef.of("fake/alpha");
  private static final String TEXT = part("msg_a", "{\"type\":\"text\",\"messageID\":\"msg_a\"}");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
  private final Silence silence = silence(Duration.ofSeconds(10), Duration.ofSeconds(30));

  @Test
  void aModelThatDoesNotBeginIsTooSlow() {
    pass(9);
    silence.heard("{\"type\":\"session.status\"}");
    pass(2);
    assertEquals(FailureCode.FIRST_TOKEN_TIMEOUT, tooLong(silence).code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"step-start\",\"messageID\":\"msg_a\"}",
        "{\"type\":\"text\",\"messageID\":\"msg_q\"}",
      })
  void neitherTheQuestionNorTheBeginOfAStepIsAToken(String part) {
    silence.heard(part("msg", part));
    pass(11);
    assertEquals(FailureCode.FIRST_TOKEN_TIMEOUT, tooLong(silence).code());
  }

  @Test
  void aModelThatBeganHasTheTimeOfAStallBetweenItsTokens() {
    pass(9);
    silence.heard(TEXT);
    pass(29);
    goesOn(silence);
    silence.heard(TEXT);
    pass(31);
    Failed failed = tooLong(silence);
    assertEquals(FailureCode.STALLED, failed.code());
    assertTrue(failed.message().contains("waited for fake/alpha"), failed.message());
  }

  @Test
  void aToolThatRunsWithoutAWordIsNamed() {
    silence.heard(tool("running"));
    pass(31);
    assertTrue(tooLong(silence).message().contains("the tool bash was running"));
  }

  @Test
  void aToolThatTheAbortEndsIsNamed() {
    silence.heard(tool("running"));
    pass(31);
    tooLong(silence);
    silence.heard(tool("error"));
    assertTrue(tooLong(silence).message().contains("the tool bash was running"));
  }

  @Test
  void aToolThatIsOverIsNotNamed() {
    silence.heard(tool("running"));
    silence.heard(tool("completed"));
    pass(31);
    assertTrue(tooLong(silence).message().contains("waited for fake/alpha"));
  }

  @Test
  void aRequestForPermissionThatNobodyAnswersIsAStall() {
    silence.heard(TEXT);
    silence.heard("{\"type\":\"permission.asked\"}");
    pass(31);
    assertEquals(FailureCode.STALLED, tooLong(silence).code());
  }

  @Test
  void theWaitForTheNextAttemptIsNoSilence() {
    silence.pause(Duration.ofSeconds(60));
    pass(65);
    goesOn(silence);
    pass(6);
    assertEquals(FailureCode.FIRST_TOKEN_TIMEOUT, tooLong(silence).code());
  }

  @Test
  void anEventDuringThatWaitDoesNotShortenIt() {
    silence.heard(TEXT);
    silence.pause(Duration.ofSeconds(60));
    silence.heard("{\"type\":\"session.updated\"}");
    pass(89);
    goesOn(silence);
    pass(2);
    assertEquals(FailureCode.STALLED, tooLong(silence).code());
  }

  @Test
  void bothBeginAnewWhereEventsMayHaveBeenMissed() {
    pass(9);
    silence.broken();
    pass(9);
    goesOn(silence);
  }

  @Test
  void whatComesTooLateDoesNotMakeGoodForIt() {
    pass(11);
    tooLong(silence);
    silence.heard(TEXT);
    assertEquals(FailureCode.FIRST_TOKEN_TIMEOUT, tooLong(silence).code());
  }

  @Test
  void withoutLimitsThereIsOnlyTheDeadline() throws SocketTimeoutException {
    Silence unlimited = silence(null, null);
    Deadline total = Deadline.inTotal(Duration.ofDays(1));
    assertEquals(total, unlimited.within(total));
  }

  @Test
  void theDeadlineIsTheNextOfTheThree() throws SocketTimeoutException {
    assertEquals(10_001, left(silence));
    silence.heard(TEXT);
    assertEquals(30_001, left(silence));
    assertTrue(silence.within(Deadline.inTotal(Duration.ofSeconds(5))).millisLeft() <= 5_000);
  }

  private Silence silence(Duration firstToken, Duration stall) {
    var limits = new PromptLimits(Duration.ofDays(1), 1, null, null, null, firstToken, stall);
    return new Silence("msg_q", limits, nanos::get);
  }

  private void pass(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private static int left(Silence silence) throws SocketTimeoutException {
    return silence.within(Deadline.inTotal(Duration.ofDays(1))).millisLeft();
  }

  private static void goesOn(Silence silence) {
    try {
      assertTrue(left(silence) > 0);
    } catch (SocketTimeoutException e) {
      throw new AssertionError(tooLong(silence).message(), e);
    }
  }

  private static Failed tooLong(Silence silence) {
    assertThrows(SocketTimeoutException.class, () -> left(silence));
    return silence.tooLong(MODEL).orElseThrow();
  }

  private static String tool(String status) {
    return part(
        "msg_a",
        "{\"id\":\"prt_1\",\"type\":\"tool\",\"tool\":\"bash\",\"state\":{\"status\":\""
            + status
            + "\"}}");
  }

  private static String part(String message, String part) {
    return "{\"payload\":{\"type\":\"message.part.updated\",\"properties\":{\"of\":\"%s\",\"part\":%s}}}"
        .formatted(message, part);
  }
}
