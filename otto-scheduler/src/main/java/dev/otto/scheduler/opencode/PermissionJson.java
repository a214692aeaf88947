package dev.otto.scheduler.opencode;

import dev.otto.models.prompt.PermissionAnswer;
import dev.otto.models.prompt.PermissionAnswer.PermissionReply;
import dev.otto.wire.Permission;

/** Converts a permission request and its answer to and from the stored and sent form. */
public final class PermissionJson {
  private PermissionJson() {}

  public static Permission item(PermissionAnswer answer) {
    return new Permission(
        answer.permission(), answer.patterns(), answer.sessionId(), answer.reply().key());
  }

  public static PermissionAnswer answer(Permission item) {
    return new PermissionAnswer(
        item.permission(), item.patterns(), item.sessionId(), PermissionReply.of(item.reply()));
  }
}
