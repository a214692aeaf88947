package dev.otto.controlplane.api;

import dev.otto.wire.ErrorAnswer.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The result of a call to Otto. */
public sealed interface Result<T> {

  /**
   * Otto answered as asked.
   *
   * @param tag the {@code ETag} of the answer, if it has one
   */
  record Ok<T>(T value, Optional<String> tag) implements Result<T> {}

  /** The call failed. */
  sealed interface Failure<T> extends Result<T> {
    /** Returns a message for people. */
    String message();
  }

  /** Nobody answers, or something other than Otto does. */
  record Unreachable<T>(String message) implements Failure<T> {}

  /** Otto does not accept the token that the control plane has. */
  record Unauthorised<T>(String message) implements Failure<T> {}

  /** Otto refused; the code is one of the contract. */
  record Refused<T>(int status, String code, String message, List<FieldError> details)
      implements Failure<T> {
    public Refused {
      details = List.copyOf(details);
    }

    /** Reports whether it was changed since it was read. */
    public boolean overtaken() {
      return status == 412;
    }
  }

  /** Returns an answer without a tag. */
  static <T> Ok<T> ok(T value) {
    return new Ok<>(value, Optional.empty());
  }

  /** Returns the value; throws a failure, which is shown as a page. */
  default T orThrow() {
    return switch (this) {
      case Ok<T>(var value, _) -> value;
      case Failure<T> failure -> throw new OttoFailure(failure);
    };
  }

  /** Returns the value, if there is one. */
  default Optional<T> found() {
    return switch (this) {
      case Ok<T>(var value, _) -> Optional.ofNullable(value);
      case Failure<T> _ -> Optional.empty();
    };
  }

  /** Returns the {@code ETag} of the answer, if it has one. */
  default Optional<String> tag() {
    return switch (this) {
      case Ok<T>(_, var tag) -> tag;
      case Failure<T> _ -> Optional.empty();
    };
  }

  /** Returns the same result with another value. */
  default <R> Result<R> map(Function<T, R> change) {
    return switch (this) {
      case Ok<T>(var value, var tag) -> new Ok<>(change.apply(value), tag);
      case Unreachable<T>(var message) -> new Unreachable<>(message);
      case Unauthorised<T>(var message) -> new Unauthorised<>(message);
      case Refused<T>(var status, var code, var message, var details) ->
          new Refused<>(status, code, message, details);
    };
  }
}
