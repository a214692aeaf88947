package dev.otto.models.opencode;

import dev.otto.models.prompt.PermissionAnswer;
import java.util.List;
import java.util.stream.Stream;

/** An open request for permission, or an open question, as events and lists show it. */
record PermissionRequest(
    RequestKind kind,
    String id,
    String sessionId,
    String callId,
    String permission,
    List<String> patterns) {
  private static final int MAX_PATTERNS = 20;
  private static final int MAX_LENGTH = 500;

  /** The kind of a request; OpenCode lists the open ones of each kind separately. */
  enum RequestKind {
    PERMISSION,
    QUESTION;

    String path() {
      return this == PERMISSION ? "/permission" : "/question";
    }
  }

  static PermissionRequest read(RequestKind kind, JsonValue json) {
    boolean question = kind == RequestKind.QUESTION;
    Stream<JsonValue> asked =
        question
            ? json.at("questions").items().stream().map(one -> one.at("question"))
            : json.at("patterns").items().stream();
    return new PermissionRequest(
        kind,
        json.at("id").text(),
        json.at("sessionID").text(),
        json.at("tool", "callID").text(),
        question ? PermissionAnswer.QUESTION : json.at("permission").text(),
        asked.limit(MAX_PATTERNS).map(one -> shortened(one.text())).toList());
  }

  private static String shortened(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
  }

  PermissionAnswer answered(PermissionAnswer.PermissionReply reply) {
    return new PermissionAnswer(permission, patterns, sessionId, callId, reply);
  }
}
