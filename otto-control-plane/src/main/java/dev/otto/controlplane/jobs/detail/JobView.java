package dev.otto.controlplane.jobs.detail;

import dev.otto.controlplane.jobs.Choice;
import dev.otto.controlplane.jobs.JobState;
import dev.otto.controlplane.jobs.PayloadFields;
import dev.otto.controlplane.jobs.RetryFields;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.RunCount;
import dev.otto.controlplane.page.RunFilter;
import dev.otto.wire.Flow;
import dev.otto.wire.JobAudit;
import dev.otto.wire.JobDetail;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobMutation;
import dev.otto.wire.ResolvedModel;
import dev.otto.wire.RunItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The page of a job.
 *
 * @param plan its schedule in words with the next times; null if Otto returns none
 * @param without the model it would use if its own were removed; null if it has none
 * @param current the run in progress; null if there is none
 */
public record JobView(
    JobDetail detail,
    JobMutation.@Nullable ScheduleSummary plan,
    @Nullable ResolvedModel without,
    @Nullable RunItem current,
    Records records) {

  /** The history of the job. */
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

  /** Returns the model of the next run. */
  public Choice model() {
    ResolvedModel effective = detail.effectiveModel();
    return effective == null ? Choice.NOT_NEEDED : Choice.of(effective);
  }

  /** Returns the steps that led to it; none if the job never prompts. */
  public List<ResolvedModel.ResolutionStep> steps() {
    ResolvedModel effective = detail.effectiveModel();
    return effective == null ? List.of() : effective.steps();
  }

  public String reason() {
    ResolvedModel effective = detail.effectiveModel();
    return effective == null ? "" : effective.reason();
  }

  /** Returns the flow whose default it inherits, for people. */
  public String flow() {
    return Optional.ofNullable(job().flow()).flatMap(Flow::of).map(Flow::label).orElse("");
  }

  /** Returns the number of the attempt that it waits for. */
  public String attempt() {
    return Attempts.words(job().nextAttempt(), job().maxAttempts());
  }

  /** Returns the times after the next. */
  public List<Long> later() {
    return plan == null ? List.of() : plan.nextRuns().stream().skip(1).toList();
  }

  /** Reports whether it can be started now. */
  public boolean startable() {
    return !system() && (state() == JobState.IDLE || state() == JobState.FINISHED);
  }

  /** Reports whether it is finished but could continue on its schedule. */
  public boolean restorable() {
    return !system() && state() == JobState.FINISHED && job().scheduleType().equals("recurring");
  }

  /** Returns the number of all its runs. */
  public RunCount allRuns() {
    long all = records.history().total();
    return new RunCount(all, "All " + Numbers.count(all), RunFilter.ALL.ofJob(job().id()));
  }

  /** Returns the field of its model. */
  public Fields modelField() {
    var values = new HashMap<String, @Nullable String>();
    values.put("modelRef", job().modelRef());
    return Fields.of(values);
  }

  public PayloadShown payload() {
    return PayloadShown.of(detail.payload());
  }

  /** The prompt settings; each is empty if the payload lacks it. */
  public record PayloadShown(
      String prompt,
      String agent,
      String timeoutSeconds,
      String limits,
      String retries,
      String permissions,
      String rest) {
    static PayloadShown of(@Nullable String payload) {
      Map<String, @Nullable String> values = new HashMap<>();
      PayloadFields.of(payload).fill(values);
      return new PayloadShown(
          text(values, "prompt"),
          text(values, "agent"),
          text(values, "timeoutSeconds"),
          limits(values),
          RetryFields.words(values),
          text(values, "permissions"),
          text(values, "payload"));
    }

    /** Reports whether the payload is empty. */
    public boolean isEmpty() {
      return (prompt + agent + timeoutSeconds + limits + retries + permissions + rest).isEmpty();
    }

    private static String limits(Map<String, @Nullable String> values) {
      var words = new ArrayList<String>();
      Optional.ofNullable(values.get("firstTokenSeconds"))
          .ifPresent(it -> words.add(it + " s without a first token"));
      Optional.ofNullable(values.get("stallSeconds"))
          .ifPresent(it -> words.add(it + " s in which nothing happens"));
      Optional.ofNullable(values.get("maxSteps")).ifPresent(it -> words.add(it + " steps"));
      Optional.ofNullable(values.get("maxTokens")).ifPresent(it -> words.add(it + " tokens"));
      Optional.ofNullable(values.get("maxCostUsd")).ifPresent(it -> words.add("$" + it));
      return String.join(", ", words);
    }

    private static String text(Map<String, @Nullable String> values, String name) {
      return Objects.requireNonNullElse(values.get(name), "");
    }
  }
}
