package dev.otto.scheduler.notify;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that the operator was told, or is still to be told. */
public record Notification(long id, Instant createdAt, Message message, Delivery delivery) {

  /**
   * What is told.
   *
   * @param source who tells it: {@code heartbeat} or {@code watchdog}
   * @param runId the run that it comes from
   */
  public record Message(String source, Priority priority, String text, @Nullable String runId) {}

  /** How far it has come. */
  public record Delivery(
      Status status,
      int attempts,
      @Nullable Instant nextAttemptAt,
      @Nullable Instant deliveredAt,
      @Nullable String lastError) {}

  /** The states on the way out. */
  public enum Status {
    /** To be sent, for the first time or again. */
    PENDING("pending"),
    /** Waits until it may disturb. */
    HELD("held"),
    /** It is out. */
    DELIVERED("delivered"),
    /** Nobody took it, and it is not tried again. */
    FAILED("failed");

    private final String key;

    Status(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }

    static Status parse(String key) {
      for (Status status : values()) {
        if (status.key.equals(key)) {
          return status;
        }
      }
      throw new IllegalStateException("no status of a notification: " + key);
    }
  }
}
