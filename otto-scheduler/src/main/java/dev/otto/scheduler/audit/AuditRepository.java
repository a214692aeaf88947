package dev.otto.scheduler.audit;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.database.Conditions;
import dev.otto.scheduler.database.Leftovers;
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
      INSERT INTO audit_entries (at, actor, surface, action, target, before, after, outcome,
        group_id, node)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;
  private static final String INSERT_OF_JOB =
      """
      INSERT INTO audit_entries (at, actor, surface, action, target, before, after, outcome,
        job_id, job_action, lane, metadata_json, node)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'done', ?, ?, 'scheduled', ?, ?)
      """;
  private static final String SETTLE_GROUP =
      "UPDATE audit_entries SET outcome = ? WHERE group_id = ? AND outcome = 'pending'";
  private static final String SETTLE =
      "UPDATE audit_entries SET outcome = ?, after = ? WHERE id = ?";
  private static final String WITHDRAW =
      "DELETE FROM audit_entries WHERE id = ? AND outcome = 'pending'";
  private static final String SELECT =
      "SELECT id, at, actor, surface, action, target, before, after, outcome, node FROM"
          + " audit_entries";
  private static final String FORGET =
      "DELETE FROM audit_entries WHERE at < ? AND outcome <> 'pending'";

  private AuditRepository() {}

  /** Writes an entry in the transaction of the change itself. */
  public static AuditEntry insert(Tx tx, Instant at, Change change, AuditOutcome outcome) {
    long id = insert(tx, at, change, outcome, null);
    return new AuditEntry(id, at, change, outcome, tx.node());
  }

  private static long insert(
      Tx tx, Instant at, Change change, AuditOutcome outcome, @Nullable Long group) {
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
        outcome.key(),
        group,
        tx.node().orElse(null));
  }

  /**
   * Writes an entry that is part of a job's own history, too, and is emptied when that is deleted.
   *
   * @param jobAction {@code create}, {@code update} or {@code delete}
   * @param metadata an object in JSON with at least {@code command} and {@code source}
   */
  public static AuditEntry insertOfJob(
      Tx tx, Instant at, Change change, String jobId, String jobAction, String metadata) {
    Actor actor = change.actor();
    long id =
        tx.insert(
            INSERT_OF_JOB,
            at,
            actor.name(),
            actor.surface().key(),
            change.action(),
            change.target(),
            change.before(),
            change.after(),
            jobId,
            jobAction,
            metadata,
            tx.node().orElse(null));
    return new AuditEntry(id, at, change, AuditOutcome.DONE, tx.node());
  }

  /** Stores the outcome, which its own Otto knows better than one that took it for gone. */
  static void settle(Tx tx, long id, AuditOutcome outcome, @Nullable String after) {
    tx.update(SETTLE, outcome.key(), after, id);
  }

  static boolean withdraw(Tx tx, long id) {
    return tx.update(WITHDRAW, id) == 1;
  }

  /** Writes the pending entry of changes that are made together, and returns the group's id. */
  static long insertGroup(Tx tx, Instant at, Change change) {
    long id = insert(tx, at, change, AuditOutcome.PENDING, null);
    tx.update("UPDATE audit_entries SET group_id = id WHERE id = ?", id);
    return id;
  }

  /** Writes the pending entry of one of them. */
  static void insertPart(Tx tx, long group, Instant at, Change change) {
    insert(tx, at, change, AuditOutcome.PENDING, group);
  }

  /** Stores the outcome of a group and its parts; false if it has one. */
  static boolean settleGroup(Tx tx, long group, AuditOutcome outcome) {
    return tx.update(SETTLE_GROUP, outcome.key(), group) > 0;
  }

  /**
   * Returns the entry of the whole and then those of its parts; empty if there is no such group.
   */
  static List<AuditEntry> group(Tx tx, long group) {
    return tx.query(SELECT + " WHERE group_id = ? ORDER BY id", AuditRepository::entry, group);
  }

  /** Makes the pending groups of these Ottos this one's, of those who try it. */
  static List<AuditEntry> takeGroups(Tx tx, Leftovers whose) {
    return take(tx, whose.in(tx, "at").add("group_id = id"));
  }

  /** Does so with the pending entries that are of no group. */
  static List<AuditEntry> take(Tx tx, Leftovers whose) {
    return take(tx, whose.in(tx, "at").add("group_id IS NULL"));
  }

  private static List<AuditEntry> take(Tx tx, Conditions conditions) {
    conditions.add("outcome = 'pending'");
    return tx
        .query(
            SELECT + conditions.where() + " ORDER BY id",
            AuditRepository::entry,
            conditions.parameters())
        .stream()
        .map(entry -> take(tx, entry))
        .toList();
  }

  private static AuditEntry take(Tx tx, AuditEntry left) {
    tx.update("UPDATE audit_entries SET node = ? WHERE id = ?", tx.node().orElse(null), left.id());
    return new AuditEntry(left.id(), left.at(), left.change(), left.outcome(), tx.node());
  }

  static List<AuditEntry> page(Tx tx, AuditQuery query) {
    var conditions = new Conditions();
    if (query.group().isPresent()) {
      conditions.add("group_id = ?", query.group().getAsLong());
    } else {
      conditions.add("(group_id IS NULL OR group_id = id)");
    }
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
        AuditOutcome.ofKey(row.text("outcome")),
        Optional.ofNullable(row.textOrNull("node")));
  }

  private static String orUnknown(@Nullable String actor) {
    return actor == null ? "unknown" : actor;
  }
}
