package dev.otto.scheduler.run;

import dev.otto.models.Resolution;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The state of a run, with its result. */
public sealed interface Outcome {

  /**
   * Returns the name used in the REST API: {@code running}, {@code succeeded}, {@code skipped} and
   * so on.
   */
  String state();

  /**
   * Returns the status that earlier clients know: {@code success}, {@code failed}, and {@code
   * skipped} for a run that was skipped or is not over.
   */
  default String status() {
    return switch (this) {
      case Running _, Skipped _, Held _ -> "skipped";
      case Succeeded _ -> "success";
      case Failed _, Lost _ -> "failed";
    };
  }

  default @Nullable String errorCode() {
    return switch (this) {
      case Running _, Succeeded _, Skipped _ -> null;
      case Held _ -> Held.CODE;
      case Failed failed -> failed.code();
      case Lost _ -> Lost.CODE;
    };
  }

  default @Nullable String errorMessage() {
    return switch (this) {
      case Running _, Succeeded _, Skipped _ -> null;
      case Held held -> held.message();
      case Failed failed -> failed.message();
      case Lost lost -> lost.message();
    };
  }

  /** Returns the model's report; null if there is none. */
  default @Nullable Report report() {
    return null;
  }

  /** Returns the same outcome with another form of its report. */
  default Outcome with(Report other) {
    return switch (this) {
      case Running _, Lost _, Held _ -> this;
      case Succeeded _ -> new Succeeded(other);
      case Skipped _ -> new Skipped(other);
      case Failed failed -> new Failed(failed.code(), failed.message(), other, failed.mayPass());
    };
  }

  /** The run is not over yet. */
  record Running() implements Outcome {
    @Override
    public String state() {
      return "running";
    }
  }

  /** The model answered, and reported no failure. */
  record Succeeded(Report report) implements Outcome {
    @Override
    public String state() {
      return "succeeded";
    }
  }

  /** The model answered, and reported that there was nothing to do. */
  record Skipped(Report report) implements Outcome {
    @Override
    public String state() {
      return "skipped";
    }
  }

  /**
   * A budget is spent, so nothing was prompted.
   *
   * @param until when it begins anew; known while the run is in memory
   */
  record Held(String message, @Nullable Instant until) implements Outcome {
    static final String CODE = Resolution.Unresolved.BUDGET_SPENT;

    @Override
    public String state() {
      return "skipped";
    }
  }

  /**
   * The run failed, or the model reported that its task did.
   *
   * @param message for the operator, in our own words
   * @param mayPass whether the same may work a while later; known while the run is in memory
   */
  record Failed(String code, String message, @Nullable Report report, boolean mayPass)
      implements Outcome {
    public Failed(String code, String message, @Nullable Report report) {
      this(code, message, report, false);
    }

    public Failed(String code, String message) {
      this(code, message, null);
    }

    @Override
    public String state() {
      return "failed";
    }
  }

  /**
   * Nobody knows its end.
   *
   * @param mayPass whether that was because Otto stopped or died; known while the run is in memory
   */
  record Lost(String message, boolean mayPass) implements Outcome {
    static final String CODE = "lost";

    public Lost(String message) {
      this(message, false);
    }

    @Override
    public String state() {
      return CODE;
    }
  }
}
