package dev.otto.scheduler.audit;

import dev.otto.scheduler.actor.Actor;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the audit: a change or an attempt, and its outcome.
 *
 * @param node the Otto that recorded it, or has finished what that one left pending; empty where no
 *     other can share the database
 */
public record AuditEntry(
    long id, Instant at, Change change, AuditOutcome outcome, Optional<String> node) {

  /** Returns the same entry with what is known in the end. */
  AuditEntry settled(AuditOutcome known, Change told) {
    return new AuditEntry(id, at, told, known, node);
  }

  /**
   * A requested change.
   *
   * @param action the operation, such as {@code flow_defaults.change} for instance
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

    /** Returns a change without values before and after. */
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

  /** The outcome of a change. */
  public enum AuditOutcome {
    /** Recorded but not in effect yet; settled at the next start if Otto died in between. */
    PENDING,
    DONE,
    FAILED,
    DENIED;

    /** Returns the name used in the REST API and in the database. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    static AuditOutcome ofKey(String key) {
      return valueOf(key.toUpperCase(Locale.ROOT));
    }
  }
}
