package dev.otto.scheduler.audit;

import dev.otto.scheduler.actor.Actor;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One line of the audit: a change, or the attempt at one, and how it came out. */
public record AuditEntry(long id, Instant at, Change change, Outcome outcome) {

  /**
   * What somebody wants to change, or was turned away from.
   *
   * @param action what was done, {@code flow_defaults.change} for instance
   * @param target to what: a job's id, a request
   * @param before as text, usually JSON; null where there was nothing
   * @param after likewise
   */
  public record Change(
      Actor actor,
      String action,
      @Nullable String target,
      @Nullable String before,
      @Nullable String after) {

    /** A deed without a value before and after. */
    public static Change of(Actor actor, String action, @Nullable String target) {
      return new Change(actor, action, target, null, null);
    }

    Change withAfter(String text) {
      return new Change(actor, action, target, before, text);
    }

    public Optional<String> afterText() {
      return Optional.ofNullable(after);
    }
  }

  /** How it came out. */
  public enum Outcome {
    /** Written down, not in effect yet; settled at the next start if Otto died in between. */
    PENDING,
    DONE,
    FAILED,
    DENIED;

    /** As on the wire and in the table. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Outcome ofKey(String key) {
      return valueOf(key.toUpperCase(Locale.ROOT));
    }
  }
}
