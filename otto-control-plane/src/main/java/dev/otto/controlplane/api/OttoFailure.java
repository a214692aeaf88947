package dev.otto.controlplane.api;

/** Thrown for a failure that the page can do nothing about. */
public final class OttoFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Result.Failure<?> failure;

  OttoFailure(Result.Failure<?> failure) {
    super(failure.message());
    this.failure = failure;
  }

  public Result.Failure<?> failure() {
    return failure;
  }
}
