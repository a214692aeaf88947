package dev.otto.scheduler.job;

import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.models.StoredChoice;
import dev.otto.scheduler.schedule.CronException;
import dev.otto.scheduler.schedule.CronExpression;
import dev.otto.scheduler.schedule.Schedule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads jobs from rows of their table. */
final class JobRows {
  private JobRows() {}

  static Job job(Row row) {
    Optional<ModelChoice> choice = StoredChoice.read(row);
    Schedule schedule = choice.isEmpty() ? withoutChoice(row) : schedule(row);
    return new Job(
        row.text("id"),
        row.text("type"),
        schedule,
        row.timeOrNull("run_at"),
        row.textOrNull("profile_id"),
        row.textOrNull("runs_on"),
        // Whoever gives it another model must not open its fence by that.
        choice.or(() -> StoredChoice.restrictions(row)).orElse(ModelChoice.INHERIT),
        row.textOrNull("payload"),
        schedule instanceof Schedule.Unusable ? state(row).next(null) : state(row),
        row.time("created_at"),
        row.time("updated_at"));
  }

  /** A job must not run with a model that nobody chose for it. */
  private static Schedule withoutChoice(Row row) {
    Schedule stored = schedule(row);
    return stored instanceof Schedule.Unusable
        ? stored
        : Schedule.Unusable.because(unreadable(row.textOrNull("model_ref")), stored);
  }

  private static String unreadable(@Nullable String modelRef) {
    return modelRef != null && ModelRef.parse(modelRef).isEmpty()
        ? "modelRef \"" + modelRef + "\" cannot be read; give another"
        : "what goes with modelRef cannot be read; give modelRef, variant, fallbacks, policy,"
            + " onlyProviders and onFailure again";
  }

  private static Schedule schedule(Row row) {
    if (row.text("schedule_type").equals("oneshot")) {
      return new Schedule.OneShot();
    }
    String cron = row.textOrNull("cron");
    return cron == null ? cadence(row) : cron(cron, row.textOrNull("time_zone"));
  }

  private static Schedule cadence(Row row) {
    Long minutes = row.numberOrNull("cadence_minutes");
    return minutes == null
        ? Schedule.Unusable.of(null, null, "it has neither cadenceMinutes nor cron")
        : new Schedule.Cadence(minutes.intValue());
  }

  /**
   * Reads a stored cron; one that an older Otto accepted and this one rejects must neither stop the
   * start nor break the list.
   */
  private static Schedule cron(String cron, @Nullable String zone) {
    try {
      return new Schedule.Cron(CronExpression.parse(cron), ZoneId.of(zone == null ? "" : zone));
    } catch (CronException e) {
      return Schedule.Unusable.of(cron, zone, "cron: " + e.getMessage());
    } catch (DateTimeException e) {
      return Schedule.Unusable.of(cron, zone, "timeZone: \"" + zone + "\" is not a time zone");
    }
  }

  private static Job.@Nullable NextAttempt retry(Row row) {
    Instant at = row.timeOrNull("retry_at");
    return at == null
        ? null
        : new Job.NextAttempt(
            at,
            row.text("retry_of"),
            (int) row.number("retry_attempt"),
            row.intOrNull("retry_max_attempts"));
  }

  private static Job.State state(Row row) {
    String token = row.textOrNull("lock_token");
    String end = row.textOrNull("terminal_state");
    return new Job.State(
        row.flag("paused"),
        row.timeOrNull("next_run_at"),
        retry(row),
        row.timeOrNull("last_run_at"),
        token == null ? null : new Job.Lock(token, row.timeOrNull("lock_expires_at")),
        end == null
            ? null
            : new Job.End(TerminalState.ofKey(end), row.textOrNull("terminal_reason")),
        asked(row));
  }

  private static Job.@Nullable RunRequest asked(Row row) {
    String surface = row.textOrNull("asked_by");
    boolean overBudget = row.flag("over_budget");
    Optional<ModelRef> model =
        Optional.ofNullable(row.textOrNull("asked_model_ref")).flatMap(ModelRef::parse);
    // A retry has the surface of its first run, and an older Otto recorded none.
    return surface == null && !overBudget && model.isEmpty()
        ? null
        : new Job.RunRequest(
            Surface.ofKey(Objects.requireNonNullElse(surface, "")), overBudget, model);
  }
}
