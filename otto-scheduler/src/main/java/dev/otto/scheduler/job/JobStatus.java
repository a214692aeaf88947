package dev.otto.scheduler.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The activity of a job. */
public enum JobStatus {
  IDLE,
  RUNNING,
  PAUSED;

  /** Returns the name used in the REST API. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<JobStatus> parse(String key) {
    return Arrays.stream(values()).filter(status -> status.key().equals(key)).findFirst();
  }
}
