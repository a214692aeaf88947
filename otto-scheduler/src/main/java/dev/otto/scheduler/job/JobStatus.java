package dev.otto.scheduler.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a job is doing just now. */
public enum JobStatus {
  IDLE,
  RUNNING,
  PAUSED;

  /** As on the wire. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<JobStatus> parse(String key) {
    return Arrays.stream(values()).filter(status -> status.key().equals(key)).findFirst();
  }
}
