package dev.otto.scheduler.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The times at which a job runs. */
public sealed interface Schedule {

  /**
   * Returns the next time after a run that ended at this moment, or after this moment where none
   * ran; empty if there is none.
   */
  Optional<Instant> next(Instant after);

  /**
   * Returns the first time of a job that begins at this moment: for times of the wall clock that
   * may be this very moment, which must not be lost to a job made in time.
   */
  default Optional<Instant> first(Instant now) {
    return Optional.of(now);
  }

  /**
   * Returns the moment from which the time after a run is counted: its end. A clock that was set
   * back during the run, or before it, must not repeat a wall-clock time; and a run requested in
   * addition to the schedule must not replace one of the schedule.
   *
   * @param dueAt the time that the run was for
   */
  default Instant countedFrom(Instant dueAt, Instant end) {
    return end;
  }

  /** Returns the name used in the REST API: {@code recurring} or {@code oneshot}. */
  default String type() {
    return "recurring";
  }

  /** Returns a description for people. */
  String description();

  /** Returns the cron expression as it was typed. */
  default Optional<String> cronText() {
    return Optional.empty();
  }

  /** Returns the name of the zone of the cron expression. */
  default Optional<String> zoneName() {
    return Optional.empty();
  }

  /** Returns the next times after this moment, at most {@code count}. */
  default List<Instant> preview(Instant from, int count) {
    var times = new ArrayList<Instant>(count);
    Optional<Instant> time = next(from);
    while (time.isPresent() && times.size() < count) {
      times.add(time.get());
      time = next(time.get());
    }
    return times;
  }

  /** A fixed number of minutes from the end of one run to the start of the next. */
  record Cadence(int minutes) implements Schedule {
    public Cadence {
      if (minutes < 1) {
        throw new IllegalArgumentException("a cadence is at least 1 minute, not " + minutes);
      }
    }

    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.of(after.plus(length()));
    }

    public Duration length() {
      return Duration.ofMinutes(minutes);
    }

    @Override
    public String description() {
      return minutes == 1 ? "every minute" : "every " + minutes + " minutes";
    }
  }

  /** A cron schedule at wall-clock times of a zone. */
  record Cron(CronExpression expression, ZoneId zone) implements Schedule {
    @Override
    public Optional<Instant> next(Instant after) {
      return expression.next(after, zone);
    }

    @Override
    public Optional<Instant> first(Instant now) {
      return next(now.minusNanos(1));
    }

    @Override
    public Instant countedFrom(Instant dueAt, Instant end) {
      boolean ofTheSchedule = first(dueAt).filter(dueAt::equals).isPresent();
      return ofTheSchedule && end.isAfter(dueAt) ? end : dueAt;
    }

    @Override
    public Optional<String> cronText() {
      return Optional.of(expression.text());
    }

    @Override
    public Optional<String> zoneName() {
      return Optional.of(zone.getId());
    }

    @Override
    public String description() {
      return expression.words().orElse("at the times of " + expression) + " (" + zone.getId() + ")";
    }
  }

  /** Once, at the job's {@code runAt}. */
  record OneShot() implements Schedule {
    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.empty();
    }

    @Override
    public String type() {
      return "oneshot";
    }

    @Override
    public String description() {
      return "once";
    }
  }

  /**
   * A stored schedule that cannot be computed: it was stored by an older Otto, or by hand. Its job
   * is set aside until it gets another.
   *
   * @param problem what is wrong with it, and which value
   * @param stored set if it is another value of the job that cannot be read; it counts again once
   *     that value is mended
   */
  record Unusable(
      @Nullable String cron, @Nullable String zone, String problem, @Nullable Schedule stored)
      implements Schedule {

    /** Returns a schedule that is itself the problem. */
    public static Unusable of(@Nullable String cron, @Nullable String zone, String problem) {
      return new Unusable(cron, zone, problem, null);
    }

    /** Returns a schedule that waits until another value of its job is mended. */
    public static Unusable because(String problem, Schedule stored) {
      return new Unusable(
          stored.cronText().orElse(null), stored.zoneName().orElse(null), problem, stored);
    }

    @Override
    public String type() {
      return stored == null ? Schedule.super.type() : stored.type();
    }

    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.empty();
    }

    @Override
    public Optional<Instant> first(Instant now) {
      return Optional.empty();
    }

    @Override
    public Optional<String> cronText() {
      return Optional.ofNullable(cron);
    }

    @Override
    public Optional<String> zoneName() {
      return Optional.ofNullable(zone);
    }

    @Override
    public String description() {
      return "never: " + problem;
    }
  }
}
