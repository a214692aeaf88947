package dev.otto.scheduler.notify;

import dev.otto.scheduler.database.Conditions;
import dev.otto.scheduler.database.Leftovers;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.notify.Notification.Delivery;
import dev.otto.scheduler.notify.Notification.DeliveryStatus;
import dev.otto.scheduler.notify.Notification.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table of notifications. */
public final class NotificationRepository {

  /** Returns the newest notifications, newest first. */
  public List<Notification> latest(Tx tx, int limit) {
    return tx.query(
        "SELECT * FROM notifications ORDER BY id DESC LIMIT ?",
        NotificationRepository::notification,
        limit);
  }

  /** Deletes settled notifications older than this; returns their number. */
  public int prune(Tx tx, Instant before) {
    return tx.update(
        "DELETE FROM notifications WHERE created_at < ? AND next_attempt_at IS NULL", before);
  }

  long insert(Tx tx, Message message, Instant now) {
    return tx.insert(
        """
        INSERT INTO notifications
          (created_at, source, severity, text, run_id, status, next_attempt_at)
        VALUES (?, ?, ?, ?, ?, 'pending', ?)
        """,
        now,
        message.source(),
        message.priority().key(),
        message.text(),
        message.runId(),
        now);
  }

  /** Returns those that are due and that no other Otto is sending, the oldest first. */
  List<Notification> due(Tx tx, Instant now) {
    var conditions = unattended(tx).add("next_attempt_at <= ?", now);
    return tx.query(
        "SELECT * FROM notifications" + conditions.where() + " ORDER BY id",
        NotificationRepository::notification,
        conditions.parameters());
  }

  /** Takes a notification to send it; false if another Otto has it, or it is no longer due. */
  boolean claim(Tx tx, long id, Instant now) {
    var conditions = unattended(tx).add("id = ?", id).add("next_attempt_at <= ?", now);
    boolean isDue =
        tx.queryNumber(
                "SELECT count(*) FROM notifications" + conditions.where(), conditions.parameters())
            == 1;
    return isDue
        && tx.update(
                "UPDATE notifications SET node = ?, next_attempt_at = ? WHERE id = ?",
                tx.node().orElse(null),
                now,
                id)
            == 1;
  }

  /** Returns when the next one is due, of those that no other Otto is sending. */
  Optional<Instant> nextDue(Tx tx) {
    var conditions = unattended(tx).add("next_attempt_at IS NOT NULL");
    return tx.queryFirst(
        "SELECT next_attempt_at FROM notifications"
            + conditions.where()
            + " ORDER BY next_attempt_at LIMIT 1",
        row -> row.time("next_attempt_at"),
        conditions.parameters());
  }

  private static Conditions unattended(Tx tx) {
    return Leftovers.UNATTENDED.in(tx, "next_attempt_at");
  }

  /** Stores what became of it and gives it back; false if another Otto has taken it since. */
  boolean update(Tx tx, long id, Delivery delivery) {
    var conditions = Leftovers.OWN.in(tx, "next_attempt_at").add("id = ?", id);
    boolean isOwn =
        tx.queryNumber(
                "SELECT count(*) FROM notifications" + conditions.where(), conditions.parameters())
            == 1;
    return isOwn
        && tx.update(
                """
                UPDATE notifications
                SET status = ?, attempts = ?, next_attempt_at = ?, delivered_at = ?,
                  last_error = ?, node = NULL
                WHERE id = ?
                """,
                delivery.status().key(),
                delivery.attempts(),
                delivery.nextAttemptAt(),
                delivery.deliveredAt(),
                delivery.lastError(),
                id)
            == 1;
  }

  /** Schedules another look at the notifications held for quiet hours. */
  void recheckHeld(Tx tx, Instant now) {
    tx.update("UPDATE notifications SET next_attempt_at = ? WHERE status = 'held'", now);
  }

  private static Notification notification(Row row) {
    return new Notification(
        row.number("id"),
        row.time("created_at"),
        new Message(
            row.text("source"),
            Priority.parse(row.text("severity")),
            row.text("text"),
            row.textOrNull("run_id")),
        new Delivery(
            DeliveryStatus.parse(row.text("status")),
            (int) row.number("attempts"),
            row.timeOrNull("next_attempt_at"),
            row.timeOrNull("delivered_at"),
            row.textOrNull("last_error")));
  }
}
