package dev.otto.scheduler.job;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** When a job runs again. */
public sealed interface Schedule {

  /**
   * The next time after a run that ended at this moment, or after this moment where none ran; empty
   * if there is none.
   */
  Optional<Instant> next(Instant after);

  /**
   * From when the time after a run is counted: its end. A clock that was set back while it ran, or
   * before, must not bring a time of the wall clock twice.
   *
   * @param dueAt the time that the run was for
   */
  default Instant countedFrom(Instant dueAt, Instant end) {
    return end;
  }

  /** As on the wire: {@code recurring} or {@code oneshot}. */
  default String type() {
    return "recurring";
  }

  /** For people. */
  String description();

  /** The next times from this moment on, at most so many. */
  default List<Instant> preview(Instant from, int count) {
    var times = new ArrayList<Instant>(count);
    Optional<Instant> time = next(from);
    while (time.isPresent() && times.size() < count) {
      times.add(time.get());
      time = next(time.get());
    }
    return times;
  }

  /** So many minutes from the end of one run to the start of the next. */
  record Cadence(int minutes) implements Schedule {
    public Cadence {
      if (minutes < 1) {
        throw new IllegalArgumentException("a cadence is at least 1 minute, not " + minutes);
      }
    }

    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.of(after.plus(Duration.ofMinutes(minutes)));
    }

    @Override
    public String description() {
      return minutes == 1 ? "every minute" : "every " + minutes + " minutes";
    }
  }

  /**
   * At wall-clock times of a zone.
   *
   * @param expression in Quartz's dialect
   */
  record Cron(String expression, ZoneId zone) implements Schedule {
    public Cron {
      if (!CronExpression.isValidExpression(expression)) {
        throw new IllegalArgumentException(expression + " is no cron expression of Quartz");
      }
    }

    @Override
    public Optional<Instant> next(Instant after) {
      return Optional.ofNullable(quartz().getNextValidTimeAfter(Date.from(after)))
          .map(Date::toInstant);
    }

    @Override
    public Instant countedFrom(Instant dueAt, Instant end) {
      return end.isBefore(dueAt) ? dueAt : end;
    }

    @Override
    public String description() {
      return CronDialects.describe(expression, Locale.ENGLISH) + " (" + zone.getId() + ")";
    }

    private CronExpression quartz() {
      try {
        var cron = new CronExpression(expression);
        cron.setTimeZone(TimeZone.getTimeZone(zone));
        return cron;
      } catch (ParseException e) {
        throw new IllegalStateException(expression + " was valid a moment ago", e);
      }
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
}
