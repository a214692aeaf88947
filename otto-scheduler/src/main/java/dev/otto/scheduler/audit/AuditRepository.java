package dev.otto.scheduler.audit;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.database.Conditions;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of audit entries. Static, because each statement belongs to a caller's transaction. */
public final class AuditRepository {
  private static final String INSERT =
      """
      INSERT INTO audit_entries (at, actor, surface, action, target, before, after, outcome)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String SETTLE =
      "UPDATE audit_entries SET outcome = ?, after = ? WHERE id = ? AND outcome = 'pending'";
  private static final String WITHDRAW =
      "DELETE FROM audit_entries WHERE id = ? AND outcome = 'pending'";
  private static final String SELECT =
      "SELECT id, at, actor, surface, action, target, before, after, outcome FROM audit_entries";
  private static final String FORGET =
      "DELETE FROM audit_entries WHERE at < ? AND outcome <> 'pending'";

  private AuditRepository() {}

  /** Writes an entry in the transaction of the change itself, and returns its id. */
  public static long insert(Tx tx, Instant at, Change change, AuditOutcome outcome) {
    Actor actor = change.actor();
    return tx.insert(
        INSERT,
        at,
        actor.name(),
        actor.surface().key(),
        change.action(),
        change.target(),
        change.before(),
        change.after(),
        outcome.key());
  }

  static boolean settle(Tx tx, long id, AuditOutcome outcome, @Nullable String after) {
    return tx.update(SETTLE, outcome.key(), after, id) == 1;
  }

  static boolean withdraw(Tx tx, long id) {
    return tx.update(WITHDRAW, id) == 1;
  }

  static List<AuditEntry> page(Tx tx, AuditQuery query) {
    var conditions = new Conditions();
    query.before().ifPresent(id -> conditions.add("id < ?", id));
    query.surface().ifPresent(surface -> conditions.add("surface = ?", surface.key()));
    query.text().ifPresent(text -> conditions.contains(text, List.of("action", "target", "actor")));
    return tx.query(
        SELECT + conditions.where() + " ORDER BY id DESC LIMIT ?",
        AuditRepository::entry,
        conditions.parameters(query.limit()));
  }

  static Optional<AuditEntry> lastDone(Tx tx, String action) {
    return tx.queryFirst(
        SELECT + " WHERE action = ? AND outcome = 'done' ORDER BY id DESC LIMIT 1",
        AuditRepository::entry,
        action);
  }

  static List<AuditEntry> newestDone(Tx tx, String action, int limit) {
    return tx.query(
        SELECT
            + " WHERE action = ? AND outcome = 'done' AND after IS NOT NULL"
            + " ORDER BY id DESC LIMIT ?",
        AuditRepository::entry,
        action,
        limit);
  }

  static List<AuditEntry> pending(Tx tx) {
    return tx.query(SELECT + " WHERE outcome = 'pending' ORDER BY id", AuditRepository::entry);
  }

  static int forgetBefore(Tx tx, Instant time) {
    return tx.update(FORGET, time);
  }

  private static AuditEntry entry(Row row) {
    return new AuditEntry(
        row.number("id"),
        row.time("at"),
        new Change(
            new Actor(orUnknown(row.textOrNull("actor")), Surface.ofKey(row.text("surface"))),
            row.text("action"),
            row.textOrNull("target"),
            row.textOrNull("before"),
            row.textOrNull("after")),
        AuditOutcome.ofKey(row.text("outcome")));
  }

  private static String orUnknown(@Nullable String actor) {
    return actor == null ? "unknown" : actor;
  }
}
