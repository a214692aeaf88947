package dev.otto.controlplane.jobs;

import dev.otto.controlplane.page.Fields;
import dev.otto.wire.Flow;
import dev.otto.wire.JobAudit;
import dev.otto.wire.JobDetail;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobMutation;
import dev.otto.wire.ResolvedModel;
import dev.otto.wire.RunItem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The page of a job.
 *
 * @param plan its schedule in words with the next times; null where Otto tells none
 * @param without what it would use if its model were gone; null where it has none
 * @param current the run that is on its way; null where none is
 */
public record JobView(
    JobDetail detail,
    JobMutation.@Nullable ScheduleSummary plan,
    @Nullable ResolvedModel without,
    @Nullable RunItem current,
    Records records) {

  /** What happened to it. */
  public record Records(History history, List<JobAudit.JobAuditItem> audit) {}

  public JobItem job() {
    return detail.job();
  }

  public JobState state() {
    return JobState.of(job());
  }

  public boolean system() {
    return !job().isMutable();
  }

  /** What the next run uses. */
  public Choice model() {
    ResolvedModel effective = detail.effectiveModel();
    return effective == null ? Choice.NOT_NEEDED : Choice.of(effective);
  }

  /** The steps that led to it; none where it never prompts. */
  public List<ResolvedModel.ResolutionStep> steps() {
    ResolvedModel effective = detail.effectiveModel();
    return effective == null ? List.of() : effective.steps();
  }

  public String reason() {
    ResolvedModel effective = detail.effectiveModel();
    return effective == null ? "" : effective.reason();
  }

  /** Whose default it inherits, for people. */
  public String flow() {
    return Optional.ofNullable(job().flow()).flatMap(Flow::of).map(Flow::label).orElse("");
  }

  /** When it runs, in words. */
  public String schedule() {
    Integer minutes = job().cadenceMinutes();
    if (minutes != null) {
      return cadence(minutes);
    }
    return plan == null ? "once" : plan.description();
  }

  /** For the list, too, which asks nobody for words. */
  public static String cadence(int minutes) {
    if (minutes % 1_440 == 0) {
      return every(minutes / 1_440, "day");
    }
    return minutes % 60 == 0 ? every(minutes / 60, "hour") : every(minutes, "minute");
  }

  private static String every(int count, String unit) {
    return count == 1 ? "every " + unit : "every " + count + " " + unit + "s";
  }

  /** The times after the next. */
  public List<Long> later() {
    return plan == null ? List.of() : plan.nextRuns().stream().skip(1).toList();
  }

  /** Whether it can be started now. */
  public boolean startable() {
    return !system() && (state() == JobState.IDLE || state() == JobState.FINISHED);
  }

  /** Whether it is over, but could go on by its schedule. */
  public boolean restorable() {
    return !system() && state() == JobState.FINISHED && job().scheduleType().equals("recurring");
  }

  /** The field of its model. */
  public Fields modelField() {
    var values = new HashMap<String, @Nullable String>();
    values.put("modelRef", job().modelRef());
    return Fields.of(values);
  }

  public PayloadShown payload() {
    return PayloadShown.of(detail.payload());
  }

  /** What it is prompted with; each empty where the payload says nothing. */
  public record PayloadShown(
      String prompt, String agent, String timeoutSeconds, String permissions, String rest) {
    static PayloadShown of(@Nullable String payload) {
      Map<String, @Nullable String> values = new HashMap<>();
      PayloadFields.of(payload).fill(values);
      return new PayloadShown(
          text(values, "prompt"),
          text(values, "agent"),
          text(values, "timeoutSeconds"),
          text(values, "permissions"),
          text(values, "payload"));
    }

    /** Whether the payload says nothing at all. */
    public boolean isEmpty() {
      return (prompt + agent + timeoutSeconds + permissions + rest).isEmpty();
    }

    private static String text(Map<String, @Nullable String> values, String name) {
      return Objects.requireNonNullElse(values.get(name), "");
    }
  }
}
