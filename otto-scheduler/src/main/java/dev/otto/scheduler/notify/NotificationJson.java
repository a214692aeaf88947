package dev.otto.scheduler.notify;

import dev.otto.web.Json;
import dev.otto.wire.NotificationPage.NotificationItem;

/** Notifications in the words of the contract. */
public final class NotificationJson {
  private NotificationJson() {}

  /** Returns a notification and its delivery. */
  public static NotificationItem item(Notification it) {
    return new NotificationItem(
        it.id(),
        it.createdAt().toEpochMilli(),
        it.message().source(),
        it.message().priority().key(),
        it.message().text(),
        it.message().runId(),
        it.delivery().status().key(),
        Json.millis(it.delivery().deliveredAt()),
        it.delivery().lastError());
  }
}
