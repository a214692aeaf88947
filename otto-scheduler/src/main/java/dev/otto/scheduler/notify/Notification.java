package dev.otto.scheduler.notify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message that was sent to the operator, or will be. */
public record Notification(long id, Instant createdAt, Message message, Delivery delivery) {

  /**
   * The content of a notification.
   *
   * @param source the author: {@code heartbeat}, {@code watchdog}, {@code budget} or {@code models}
   * @param runId the run that it comes from
   */
  public record Message(String source, Priority priority, String text, @Nullable String runId) {}

  /** The progress of the delivery. */
  public record Delivery(
      DeliveryStatus status,
      int attempts,
      @Nullable Instant nextAttemptAt,
      @Nullable Instant deliveredAt,
      @Nullable String lastError) {}

  /** The states of a delivery. */
  public enum DeliveryStatus {
    /** Waiting to be sent, or sent again. */
    PENDING("pending"),
    /** Held back until quiet hours or mute end. */
    HELD("held"),
    /** Sent. */
    DELIVERED("delivered"),
    /** Given up: the receiver did not accept it. */
    FAILED("failed");

    private final String key;

    DeliveryStatus(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }

    static DeliveryStatus parse(String key) {
      for (DeliveryStatus status : values()) {
        if (status.key.equals(key)) {
          return status;
        }
      }
      throw new IllegalStateException("no status of a notification: " + key);
    }
  }
}
