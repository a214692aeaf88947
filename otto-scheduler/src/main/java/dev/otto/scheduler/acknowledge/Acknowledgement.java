package dev.otto.scheduler.acknowledge;

import dev.otto.scheduler.actor.Actor;
import java.time.Instant;
import java.util.Optional;

/**
 * An operator's word that the failure of a job is known.
 *
 * @param until the end of a snooze; empty for one that lasts until the job succeeds or fails for
 *     another reason
 */
public record Acknowledgement(
    String jobId, String reason, Optional<Instant> until, Instant at, Actor actor) {
  static final int MAX_REASON = 500;

  public Acknowledgement {
    reason = reason.strip();
    if (!isReason(reason)) {
      throw new IllegalArgumentException("a reason has 1 to " + MAX_REASON + " characters");
    }
    if (until.filter(end -> !end.isAfter(at)).isPresent()) {
      throw new IllegalArgumentException("a snooze ends after it begins");
    }
  }

  /** Reports whether a text can be a reason: it has at least one character, and is not too long. */
  static boolean isReason(String text) {
    return !text.isBlank() && text.strip().length() <= MAX_REASON;
  }
}
