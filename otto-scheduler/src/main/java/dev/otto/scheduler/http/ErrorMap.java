package dev.otto.scheduler.http;

import dev.otto.scheduler.database.DatabaseException;
import dev.otto.web.ApiException;
import dev.otto.web.Reply;
import dev.otto.wire.ErrorAnswer;
import dev.otto.wire.ErrorCode;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that turns an error into an answer. */
final class ErrorMap {
  private static final Logger log = LoggerFactory.getLogger(ErrorMap.class);

  private ErrorMap() {}

  /** Answers a refusal, or a defect of ours. */
  static Reply reply(Throwable thrown) {
    return thrown instanceof ApiException refusal ? refused(refusal) : failed(thrown);
  }

  /** Answers a refusal. */
  static Reply refused(ApiException e) {
    var details = e.details().isEmpty() ? null : e.details();
    var body = new ErrorAnswer(e.code().key(), e.getMessage(), details);
    Reply reply = Reply.json(e.code().status(), body);
    for (var header : e.headers().entrySet()) {
      reply = reply.with(header.getKey(), header.getValue());
    }
    return reply;
  }

  private static Reply failed(Throwable e) {
    return storage(e)
        .map(message -> refused(new ApiException(ErrorCode.STORAGE_UNAVAILABLE, message)))
        .orElseGet(() -> defect(e));
  }

  /** Returns what keeps the database from storing; empty for a defect of ours. */
  private static Optional<String> storage(Throwable e) {
    if (!(e instanceof DatabaseException database)) {
      return Optional.empty();
    }
    return switch (database.reason()) {
      case FULL -> Optional.of("The disk is full: nothing was stored; free some space first");
      case LOCKED, UNREADABLE, DAMAGED ->
          Optional.of(
              "The database rejected the write: nothing was stored; see the system's status for"
                  + " the reason");
      case AWAY -> Optional.of(String.valueOf(e.getMessage()));
      case CONSTRAINT, NEWER_SCHEMA, EARLIER_OTTO, CLOSED, OTHER -> Optional.empty();
    };
  }

  private static Reply defect(Throwable e) {
    String correlation = UUID.randomUUID().toString();
    log.error("Request failed, correlation id {}", correlation, e);
    ErrorCode code = ErrorCode.INTERNAL_ERROR;
    String message = "Internal error. Search Otto's log for " + correlation + ".";
    return Reply.json(code.status(), new ErrorAnswer(code.key(), message, null));
  }
}
