package dev.otto.scheduler.job;

import dev.otto.scheduler.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The next run of a job that is changed at this moment. What is due already stays due, whatever is
 * changed: a change must not cost a run.
 */
record NextRun(Job job, Instant now) {

  /**
   * Returns where the job stands now. Times of day that went by in a pause are not made up for. One
   * that was due before the pause is: every change is stored with its moment, so that it shows.
   */
  Job.State caughtUp() {
    Job.State state = job.state();
    Instant next = state.nextRunAt();
    boolean missed =
        state.paused()
            && next != null
            && next.isAfter(job.updatedAt())
            && next.isBefore(now)
            && job.schedule() instanceof Schedule.Cron;
    return missed ? job.schedule().first(now).map(state::next).orElse(state) : state;
  }

  /** Returns the next run by another schedule, which counts at once; empty if it has none. */
  Optional<Instant> by(Schedule schedule) {
    Instant next = caughtUp().nextRunAt();
    if (next != null && !next.isAfter(now)) {
      return Optional.of(next);
    }
    return switch (schedule) {
      case Schedule.Cadence cadence -> Optional.of(by(cadence, next));
      case Schedule.Cron cron -> cron.first(now);
      case Schedule.OneShot _, Schedule.Unusable _ -> Optional.ofNullable(next);
    };
  }

  /** Returns the time after the end of the last run; the requested start if none ran yet. */
  private Instant by(Schedule.Cadence cadence, @Nullable Instant next) {
    Instant last = job.state().lastRunAt();
    if (job.schedule() instanceof Schedule.Cadence before && next != null) {
      boolean atItsStart = last == null || next.equals(job.runAt());
      return atItsStart ? next : notPast(next.minus(before.length()), cadence.length());
    }
    return last == null ? now : notPast(last, cadence.length());
  }

  private Instant notPast(Instant last, Duration length) {
    Instant next = last.plus(length);
    return next.isBefore(now) ? now : next;
  }
}
