package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator was told lately, newest first. */
public record NotificationPage(List<NotificationItem> notifications) {

  /**
   * Something that the operator was told, or is still to be told.
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
