package dev.otto.scheduler.job;

import static dev.otto.scheduler.job.Field.CADENCE_MINUTES;
import static dev.otto.scheduler.job.Field.CRON;
import static dev.otto.scheduler.job.Field.ID;
import static dev.otto.scheduler.job.Field.MODEL_REF;
import static dev.otto.scheduler.job.Field.PAYLOAD;
import static dev.otto.scheduler.job.Field.PROFILE_ID;
import static dev.otto.scheduler.job.Field.RUN_AT;
import static dev.otto.scheduler.job.Field.SCHEDULE_TYPE;
import static dev.otto.scheduler.job.Field.STATUS;
import static dev.otto.scheduler.job.Field.TIME_ZONE;
import static dev.otto.scheduler.job.Field.TYPE;

import dev.otto.wire.ErrorAnswer.FieldError;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a job of a body, or of a body and the job as it was. What is wrong is collected. */
final class JobRules {
  private final JobFields fields;
  private final ZoneId zone;
  private final Instant now;
  private final List<FieldError> problems;

  /**
   * @param zone of a cron job that names none
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

  /** The new job; empty if something is wrong. */
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
    Instant runAt = asked == null && !(schedule instanceof Schedule.Cron) ? now : asked;
    Instant first = runAt == null ? firstOf(schedule) : runAt;
    if (first == null || !problems.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Job(
            id,
            type,
            schedule,
            runAt,
            fields.text(PROFILE_ID, null),
            fields.model(MODEL_REF, null),
            fields.text(PAYLOAD, null),
            Job.State.planned(first),
            now,
            now));
  }

  /** The job with the changes; empty if something is wrong. */
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
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Job(
            job.id(),
            type,
            schedule.get(),
            runAt,
            fields.text(PROFILE_ID, job.profileId()),
            fields.model(MODEL_REF, job.modelRef()),
            fields.text(PAYLOAD, job.payload()),
            state,
            job.createdAt(),
            now));
  }

  private boolean lacksItsTime(Schedule schedule, @Nullable Instant runAt) {
    boolean lacks =
        schedule instanceof Schedule.OneShot
            && (runAt == null || (fields.has(RUN_AT) && !fields.sets(RUN_AT)));
    if (lacks) {
      problems.add(new FieldError(RUN_AT.key(), "a oneshot needs runAt, in epoch milliseconds"));
    }
    return lacks;
  }

  /**
   * A given time is the next one and revives a job that is over; a new rhythm of cron counts now.
   */
  private Job.State state(Job job, Schedule schedule) {
    Job.State state = job.state();
    Instant asked = fields.time(RUN_AT);
    if (asked != null) {
      state = state.revivedAt(asked);
    } else if (schedule instanceof Schedule.Cron
        && !schedule.equals(job.schedule())
        && !job.over()) {
      state = state.next(firstOf(schedule));
    }
    String status = fields.text(STATUS, null);
    if (status == null) {
      return state;
    }
    return status.equals(JobStatus.PAUSED.key()) ? state.paused(true) : resumed(state, schedule);
  }

  /** Times of day that went by in a pause are not made up for. */
  private Job.State resumed(Job.State state, Schedule schedule) {
    Instant next = state.nextRunAt();
    boolean missed = state.paused() && next != null && next.isBefore(now);
    Job.State running = state.paused(false);
    return missed && schedule instanceof Schedule.Cron ? running.next(firstOf(schedule)) : running;
  }

  private @Nullable Instant firstOf(Schedule schedule) {
    Optional<Instant> first = schedule.next(now);
    if (first.isEmpty()) {
      problems.add(new FieldError(CRON.key(), "this expression has no time left to come"));
    }
    return first.orElse(null);
  }

  /** Of cadence and cron the one that is given replaces the other. */
  private Optional<Schedule> schedule(String type, @Nullable Schedule before) {
    if (type.equals("oneshot")) {
      fields.ignore(CADENCE_MINUTES, "a oneshot has no cadence");
      fields.ignore(CRON, "a oneshot has no cron");
      return Optional.of(new Schedule.OneShot());
    }
    if (fields.sets(CADENCE_MINUTES) && fields.sets(CRON)) {
      problems.add(new FieldError(CRON.key(), "give cadenceMinutes or cron, not both"));
      return Optional.empty();
    }
    String cron = fields.text(CRON, fields.sets(CADENCE_MINUTES) ? null : cronOf(before));
    Integer minutes = fields.number(CADENCE_MINUTES, cron == null ? minutesOf(before) : null);
    if (cron != null) {
      ZoneId in = fields.zone(TIME_ZONE, before instanceof Schedule.Cron old ? old.zone() : zone);
      return Optional.of(new Schedule.Cron(cron, in == null ? zone : in));
    }
    if (minutes == null) {
      needsARhythm();
      return Optional.empty();
    }
    return Optional.of(new Schedule.Cadence(minutes));
  }

  /** Not said again where the given one was wrong. */
  private void needsARhythm() {
    boolean saidAlready =
        problems.stream()
            .map(FieldError::path)
            .anyMatch(path -> path.equals(CRON.key()) || path.equals(CADENCE_MINUTES.key()));
    if (!saidAlready) {
      problems.add(
          new FieldError(CADENCE_MINUTES.key(), "a recurring job needs cadenceMinutes or cron"));
    }
  }

  private @Nullable String required(Field field) {
    boolean wrong = problems.stream().anyMatch(problem -> problem.path().equals(field.key()));
    if (!fields.sets(field) && !wrong) {
      problems.add(new FieldError(field.key(), "this is required"));
    }
    return fields.text(field, null);
  }

  private static @Nullable String cronOf(@Nullable Schedule schedule) {
    return schedule instanceof Schedule.Cron cron ? cron.expression() : null;
  }

  private static @Nullable Integer minutesOf(@Nullable Schedule schedule) {
    return schedule instanceof Schedule.Cadence cadence ? cadence.minutes() : null;
  }
}
