package dev.otto.scheduler.notify;

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

  List<Notification> due(Tx tx, Instant now) {
    return tx.query(
        "SELECT * FROM notifications WHERE next_attempt_at <= ? ORDER BY id",
        NotificationRepository::notification,
        now);
  }

  boolean isDue(Tx tx, long id, Instant now) {
    return tx.queryNumber(
            "SELECT count(*) FROM notifications WHERE id = ? AND next_attempt_at <= ?", id, now)
        == 1;
  }

  Optional<Instant> nextDue(Tx tx) {
    return tx.queryFirst(
        """
        SELECT next_attempt_at FROM notifications WHERE next_attempt_at IS NOT NULL
        ORDER BY next_attempt_at LIMIT 1
        """,
        row -> row.time("next_attempt_at"));
  }

  int update(Tx tx, long id, Delivery delivery) {
    return tx.update(
        """
        UPDATE notifications
        SET status = ?, attempts = ?, next_attempt_at = ?, delivered_at = ?, last_error = ?
        WHERE id = ?
        """,
        delivery.status().key(),
        delivery.attempts(),
        delivery.nextAttemptAt(),
        delivery.deliveredAt(),
        delivery.lastError(),
        id);
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
