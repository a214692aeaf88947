package dev.otto.controlplane.jobs;

import dev.otto.wire.JobItem;
import java.util.Objects;

/** The schedule of a job in words. */
public final class ScheduleWords {
  private ScheduleWords() {}

  /** Returns the schedule of a job; empty if its expression would take too many words. */
  public static String of(JobItem job) {
    Integer minutes = job.cadenceMinutes();
    if (minutes != null) {
      return cadence(minutes);
    }
    return job.cron() == null
        ? (job.scheduleType().equals("oneshot") ? "once" : "")
        : Objects.requireNonNullElse(job.cronDescription(), "");
  }

  private static String cadence(int minutes) {
    if (minutes % 1_440 == 0) {
      return every(minutes / 1_440, "day");
    }
    return minutes % 60 == 0 ? every(minutes / 60, "hour") : every(minutes, "minute");
  }

  private static String every(int count, String unit) {
    return count == 1 ? "every " + unit : "every " + count + " " + unit + "s";
  }
}
