package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.otto.models.FailureCode;
import dev.otto.models.ModelRef;
import dev.otto.models.prompt.PromptLimits;
import dev.otto.models.prompt.PromptResult.Failed;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The time since something was last heard of a prompt in flight, and its limits: that of the first
 * token and that of a stall. OpenCode's wait for its next attempt at a provider is no silence; what
 * a tool does without a word is.
 */
final class Silence {
  private static final String PART = "\"message.part.";

  private final String messageId;
  private final @Nullable Duration firstToken;
  private final @Nullable Duration stall;
  private final Map<String, String> runningTools = new LinkedHashMap<>();

  private final LongSupplier nanos;

  /** The times from which the two limits count. */
  private long asked;

  private long heard;
  private final long begun;
  private boolean answering;
  private @Nullable Long firstTokenNanos;
  private @Nullable FailureCode verdict;

  /**
   * Begins to measure.
   *
   * @param messageId the prompt's own message, whose parts are no answer
   * @param nanos the time, as of {@link System#nanoTime}
   */
  Silence(String messageId, PromptLimits limits, LongSupplier nanos) {
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
    this.asked = begun;
    this.heard = asked;
    this.messageId = messageId;
    this.firstToken = limits.firstToken();
    this.stall = limits.stall();
  }

  /** Returns this deadline, which passes at once when the silence lasts too long. */
  Deadline within(Deadline total) {
    if (firstToken == null && stall == null) {
      return total;
    }
    return new Deadline() {
      @Override
      public int millisLeft() throws SocketTimeoutException {
        return Math.min(total.millisLeft(), Silence.this.millisLeft());
      }

      @Override
      public boolean mayBeExtended() {
        return true;
      }

      @Override
      public Duration limit() {
        return total.limit();
      }
    };
  }

  /** Takes note of an event of the prompt's session, or of that of a subagent. */
  synchronized void heard(String event) {
    if (verdict != null) {
      return; // The abort ends the tools that ran, which is no news of the prompt.
    }
    heard = later(heard, nanos.getAsLong());
    if (event.contains(PART) && !event.contains(messageId)) {
      if (!answering && !event.contains("\"step-start\"")) {
        answering = true;
        firstTokenNanos = nanos.getAsLong() - begun;
      }
      if (event.contains("\"type\":\"tool\"")) {
        note(event);
      }
    }
  }

  private void note(String event) {
    try {
      JsonValue part = JsonValue.read(event.getBytes(UTF_8)).at("payload", "properties", "part");
      if (part.at("state", "status").text().equals("running")) {
        runningTools.put(part.at("id").text(), part.at("tool").text());
      } else {
        runningTools.remove(part.at("id").text());
      }
    } catch (IOException e) {
      // The event was cut because of its length; which tool runs is only said in a message.
    }
  }

  /** Returns how long the first token took; empty where it was not heard of as it came. */
  synchronized Optional<Duration> untilFirstToken() {
    return Optional.ofNullable(firstTokenNanos).map(Duration::ofNanos);
  }

  /** Takes note of a token that was heard of in another way. */
  synchronized void answers() {
    answering = true;
  }

  /** Begins anew after an interruption, in which events may have been missed. */
  synchronized void broken() {
    pause(Duration.ZERO);
  }

  /** Counts from this time in the future on, since OpenCode waits until then. */
  synchronized void pause(Duration wait) {
    long end = nanos.getAsLong() + wait.toNanos();
    asked = later(asked, end);
    heard = later(heard, end);
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }

  /** Returns the time left. Once it has passed, nothing that happens makes good for it. */
  private synchronized int millisLeft() throws SocketTimeoutException {
    long untilToken = firstToken == null || answering ? Long.MAX_VALUE : left(asked, firstToken);
    long untilStall = stall == null ? Long.MAX_VALUE : left(heard, stall);
    if (verdict == null && Math.min(untilToken, untilStall) <= 0) {
      verdict = untilToken <= 0 ? FailureCode.FIRST_TOKEN_TIMEOUT : FailureCode.STALLED;
    }
    if (verdict != null) {
      throw new SocketTimeoutException();
    }
    long millis = Math.min(untilToken, untilStall) / 1_000_000 + 1;
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  private long left(long since, Duration limit) {
    return since + limit.toNanos() - nanos.getAsLong();
  }

  /** Returns the failure of a prompt that was silent for too long; empty if it was not. */
  synchronized Optional<Failed> tooLong(ModelRef model) {
    if (verdict == null) {
      return Optional.empty();
    }
    String message =
        verdict == FailureCode.FIRST_TOKEN_TIMEOUT
            ? "No token of %s within %d s; the prompt was aborted"
                .formatted(model, seconds(firstToken))
            : "Nothing happened in its session for %d s, while %s; the prompt was aborted"
                .formatted(seconds(stall), awaited(model));
    var failed = new Failed(verdict, message, false);
    return Optional.of(verdict == FailureCode.FIRST_TOKEN_TIMEOUT ? failed.ofProvider() : failed);
  }

  private String awaited(ModelRef model) {
    return runningTools.isEmpty()
        ? "it waited for " + model
        : "the tool " + String.join(", ", runningTools.values()) + " was running";
  }

  private static long seconds(@Nullable Duration limit) {
    return limit == null ? 0 : limit.toSeconds();
  }
}
