package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest notifications to the operator, newest first. */
public record NotificationPage(List<NotificationItem> notifications) {

  /**
   * One notification to the operator, sent or to be sent.
   *
   * @param source {@code heartbeat} or {@code watchdog}
   * @param status pending, held, failed or delivered
   */
  public record NotificationItem(
      long id,
      long createdAt,
      String source,
      String severity,
      String text,
      @Nullable String runId,
      String status,
      @Nullable Long deliveredAt,
      @Nullable String lastError) {}
}
