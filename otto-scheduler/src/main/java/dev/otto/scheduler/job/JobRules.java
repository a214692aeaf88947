package dev.otto.scheduler.job;

import static dev.otto.scheduler.job.Field.CADENCE_MINUTES;
import static dev.otto.scheduler.job.Field.CRON;
import static dev.otto.scheduler.job.Field.ID;
import static dev.otto.scheduler.job.Field.MODEL_REF;
import static dev.otto.scheduler.job.Field.PAYLOAD;
import static dev.otto.scheduler.job.Field.PROFILE_ID;
import static dev.otto.scheduler.job.Field.RUNS_ON;
import static dev.otto.scheduler.job.Field.RUN_AT;
import static dev.otto.scheduler.job.Field.SCHEDULE_TYPE;
import static dev.otto.scheduler.job.Field.STATUS;
import static dev.otto.scheduler.job.Field.TIME_ZONE;
import static dev.otto.scheduler.job.Field.TYPE;

import dev.otto.models.ModelChoice;
import dev.otto.scheduler.schedule.CronException;
import dev.otto.scheduler.schedule.CronExpression;
import dev.otto.scheduler.schedule.Schedule;
import dev.otto.wire.ErrorAnswer.FieldError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds a job from a request body, or from a body and the present job. Problems are collected. */
final class JobRules {
  private static final Duration UNDER_WAY = Duration.ofSeconds(10);

  private final JobFields fields;
  private final ZoneId zone;
  private final Instant now;
  private final List<FieldError> problems;

  /**
   * @param zone of a cron job without a zone
   */
  JobRules(JobFields fields, ZoneId zone, Instant now) {
    this.fields = fields;
    this.zone = zone;
    this.now = now;
    this.problems = new ArrayList<>(fields.problems());
  }

  List<FieldError> problems() {
    return problems;
  }

  /** Returns the new job; empty if there are problems. */
  Optional<Job> create(String freshId) {
    fields.ignore(STATUS, "a new job is idle; pause it afterwards");
    String type = required(TYPE);
    String scheduleType = required(SCHEDULE_TYPE);
    if (type == null || scheduleType == null) {
      return Optional.empty();
    }
    String id = fields.text(ID, null);
    return schedule(scheduleType, null)
        .flatMap(schedule -> planned(schedule, id == null ? freshId : id, type));
  }

  private Optional<Job> planned(Schedule schedule, String id, String type) {
    Instant asked = fields.time(RUN_AT);
    requireTime(schedule);
    Instant runAt = asked == null && !(schedule instanceof Schedule.Cron) ? now : asked;
    Instant first = required(schedule.first(now));
    ModelChoice choice = choice(ModelChoice.INHERIT);
    if (first == null || !problems.isEmpty()) {
      return Optional.empty();
    }
    warnOfThePast(schedule, asked);
    return Optional.of(
        new Job(
            id,
            type,
            schedule,
            runAt,
            fields.text(PROFILE_ID, null),
            fields.text(RUNS_ON, null),
            choice,
            fields.text(PAYLOAD, null),
            Job.State.planned(runAt == null ? first : runAt),
            now,
            now));
  }

  /** Reports a missing time of a new job; only an absent key means now, and not for a one-shot. */
  private void requireTime(Schedule schedule) {
    if (fields.isNull(RUN_AT)) {
      problems.add(
          new FieldError(
              RUN_AT.key(), "null is no time; give epoch milliseconds, or leave runAt out"));
    } else if (schedule instanceof Schedule.OneShot && !fields.has(RUN_AT) && !isWrong(RUN_AT)) {
      needsItsTime();
    }
  }

  private void needsItsTime() {
    problems.add(new FieldError(RUN_AT.key(), "a oneshot needs runAt, in epoch milliseconds"));
  }

  private boolean isWrong(Field field) {
    return problems.stream().anyMatch(problem -> problem.path().equals(field.key()));
  }

  /** Returns the changed job; empty if there are problems. */
  Optional<Job> change(Job job) {
    fields.ignore(ID, "the id of a job never changes");
    String type = fields.text(TYPE, job.type());
    String scheduleType = fields.text(SCHEDULE_TYPE, job.schedule().type());
    Optional<Schedule> schedule =
        schedule(scheduleType == null ? job.schedule().type() : scheduleType, job.schedule());
    Instant runAt = fields.sets(RUN_AT) ? fields.time(RUN_AT) : job.runAt();
    if (schedule.isEmpty() || type == null || lacksItsTime(schedule.get(), runAt)) {
      return Optional.empty();
    }
    Job.State state = state(job, schedule.get());
    ModelChoice choice = choice(job.choice());
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    warnOfThePast(schedule.get(), fields.time(RUN_AT));
    return Optional.of(
        new Job(
            job.id(),
            type,
            schedule.get(),
            runAt,
            fields.text(PROFILE_ID, job.profileId()),
            fields.text(RUNS_ON, job.runsOn()),
            choice,
            fields.text(PAYLOAD, job.payload()),
            state,
            job.createdAt(),
            now));
  }

  private ModelChoice choice(ModelChoice before) {
    try {
      return fields.choice(before);
    } catch (IllegalArgumentException e) {
      problems.add(new FieldError(MODEL_REF.key(), String.valueOf(e.getMessage())));
      return before;
    }
  }

  private boolean lacksItsTime(Schedule schedule, @Nullable Instant runAt) {
    boolean lacks =
        schedule instanceof Schedule.OneShot && (runAt == null || fields.isNull(RUN_AT));
    if (lacks) {
      needsItsTime();
    }
    return lacks;
  }

  /**
   * Clients of old may mean "now" by it, so it is taken; but nobody is to wonder. What is past by a
   * few seconds was now when it was sent.
   */
  private void warnOfThePast(Schedule schedule, @Nullable Instant runAt) {
    boolean past = runAt != null && runAt.isBefore(now.minus(UNDER_WAY));
    if (schedule instanceof Schedule.OneShot && past) {
      fields.warn("runAt is past (" + runAt + "), so the job runs at once");
    }
  }

  /**
   * Returns the new state: a given time is the next one and revives a job that is over; a changed
   * cron takes effect now.
   */
  private Job.State state(Job job, Schedule schedule) {
    var next = new NextRun(job, now);
    Job.State state = next.caughtUp();
    Instant asked = fields.time(RUN_AT);
    boolean changed = !schedule.equals(job.schedule());
    if (changed) {
      required(schedule.first(now));
    }
    if (asked != null) {
      state = state.revivedAt(asked);
    } else if (changed && !job.over()) {
      state = state.next(next.by(schedule).orElse(null));
    }
    String status = fields.text(STATUS, null);
    if (status == null) {
      return state;
    }
    return status.equals(JobStatus.PAUSED.key()) ? state.inPause() : state.resumed();
  }

  private @Nullable Instant required(Optional<Instant> first) {
    if (first.isEmpty()) {
      problems.add(
          new FieldError(
              CRON.key(), "year: the years of this expression are over; give later ones"));
    }
    return first.orElse(null);
  }

  /** Returns the schedule; of cadence and cron the given one replaces the other. */
  private Optional<Schedule> schedule(String type, @Nullable Schedule before) {
    if (before instanceof Schedule.Unusable(_, _, String why, Schedule stored) && stored != null) {
      if (!fields.has(MODEL_REF)) {
        problems.add(new FieldError(MODEL_REF.key(), why + " with this change"));
      }
      return schedule(type, stored);
    }
    if (type.equals("oneshot")) {
      fields.ignore(CADENCE_MINUTES, "a oneshot has no cadence");
      fields.ignore(CRON, "a oneshot has no cron");
      return Optional.of(new Schedule.OneShot());
    }
    if (before instanceof Schedule.Unusable && !fields.hasAnyOf(CRON, CADENCE_MINUTES, TIME_ZONE)) {
      return Optional.of(before);
    }
    if (fields.sets(CADENCE_MINUTES) && fields.sets(CRON)) {
      problems.add(new FieldError(CRON.key(), "give cadenceMinutes or cron, not both"));
      return Optional.empty();
    }
    boolean keepsCron = !fields.has(CRON) && !fields.sets(CADENCE_MINUTES);
    CronExpression cron = fields.cron(CRON, keepsCron ? cronOf(before) : null);
    Integer minutes = fields.number(CADENCE_MINUTES, cron == null ? minutesOf(before) : null);
    if (cron != null) {
      ZoneId in = fields.zone(TIME_ZONE, fields.has(TIME_ZONE) ? null : zoneOf(before));
      return Optional.of(new Schedule.Cron(cron, in == null ? zone : in));
    }
    if (minutes == null) {
      needsARhythm();
      return Optional.empty();
    }
    return Optional.of(new Schedule.Cadence(minutes));
  }

  /** Reports a missing schedule, unless the given one was invalid. */
  private void needsARhythm() {
    if (!isWrong(CRON) && !isWrong(CADENCE_MINUTES)) {
      problems.add(
          new FieldError(CADENCE_MINUTES.key(), "a recurring job needs cadenceMinutes or cron"));
    }
  }

  private @Nullable String required(Field field) {
    if (!fields.sets(field) && !isWrong(field)) {
      problems.add(new FieldError(field.key(), "this is required"));
    }
    return fields.text(field, null);
  }

  private @Nullable CronExpression cronOf(@Nullable Schedule schedule) {
    return switch (schedule) {
      case Schedule.Cron cron -> cron.expression();
      case Schedule.Unusable(String text, _, _, _) when text != null -> cronOf(text);
      case null, default -> null;
    };
  }

  private @Nullable CronExpression cronOf(String text) {
    try {
      return CronExpression.parse(text);
    } catch (CronException e) {
      problems.add(new FieldError(CRON.key(), String.valueOf(e.getMessage())));
      return null;
    }
  }

  private ZoneId zoneOf(@Nullable Schedule schedule) {
    return switch (schedule) {
      case Schedule.Cron cron -> cron.zone();
      case Schedule.Unusable(_, String name, _, _) when name != null -> zoneOf(name);
      case null, default -> zone;
    };
  }

  private ZoneId zoneOf(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      problems.add(
          new FieldError(TIME_ZONE.key(), "\"" + name + "\" is not a time zone; give another"));
      return zone;
    }
  }

  private static @Nullable Integer minutesOf(@Nullable Schedule schedule) {
    return schedule instanceof Schedule.Cadence cadence ? cadence.minutes() : null;
  }
}
