package dev.otto.controlplane.api;

import dev.otto.wire.ErrorAnswer.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What came of a call to Otto. */
public sealed interface Result<T> {

  /**
   * Otto answered as asked.
   *
   * @param tag the {@code ETag} of the answer, where it has one
   */
  record Ok<T>(T value, Optional<String> tag) implements Result<T> {}

  /** Otto did not do it. */
  sealed interface Failure<T> extends Result<T> {
    /** For people. */
    String message();
  }

  /** Nobody answers, or not as Otto would. */
  record Unreachable<T>(String message) implements Failure<T> {}

  /** Otto does not accept the token that the control plane has. */
  record Unauthorised<T>(String message) implements Failure<T> {}

  /** Otto answered that it will not, or cannot; the code is of the contract. */
  record Refused<T>(int status, String code, String message, List<FieldError> details)
      implements Failure<T> {
    public Refused {
      details = List.copyOf(details);
    }

    /** Whether something else changed it since it was read. */
    public boolean overtaken() {
      return status == 412;
    }
  }

  /** An answer without a tag. */
  static <T> Ok<T> ok(T value) {
    return new Ok<>(value, Optional.empty());
  }

  /** The value; a failure is thrown, to be shown as a page. */
  default T orThrow() {
    return switch (this) {
      case Ok<T>(var value, _) -> value;
      case Failure<T> failure -> throw new OttoFailure(failure);
    };
  }

  /** The value, where there is one. */
  default Optional<T> found() {
    return switch (this) {
      case Ok<T>(var value, _) -> Optional.ofNullable(value);
      case Failure<T> _ -> Optional.empty();
    };
  }

  /** The {@code ETag} of the answer, where there is one. */
  default Optional<String> tag() {
    return switch (this) {
      case Ok<T>(_, var tag) -> tag;
      case Failure<T> _ -> Optional.empty();
    };
  }

  /** The same with another value. */
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
