package dev.otto.controlplane.jobs.list;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.controlplane.jobs.Choice;
import dev.otto.controlplane.jobs.JobState;
import dev.otto.wire.JobDetail;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobMutation;
import dev.otto.wire.ResolvedModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/**
 * One action on many jobs, one after the other; a refusal does not stop the others.
 *
 * @param model only for {@link BulkAction#MODEL}; null, as for {@link BulkAction#INHERIT}, inherits
 */
public record BulkChange(BulkAction action, @Nullable String model) {
  /** The number of jobs that Otto is asked about at the same time. */
  private static final int ASKED_AT_ONCE = 8;

  /** The actions on many jobs. */
  public enum BulkAction {
    PAUSE("pause", "Pause"),
    RESUME("resume", "Resume"),
    MODEL("model", "Set model"),
    INHERIT("inherit", "Inherit");

    private final String key;
    private final String label;

    BulkAction(String key, String label) {
      this.key = key;
      this.label = label;
    }

    public String label() {
      return label;
    }

    static Optional<BulkAction> of(String key) {
      return Arrays.stream(values()).filter(action -> action.key.equals(key)).findFirst();
    }
  }

  /** Reports whether it is about models, so that it is previewed first. */
  boolean setsModels() {
    return action == BulkAction.MODEL || action == BulkAction.INHERIT;
  }

  List<AppliedChange> apply(OttoApi otto, List<JobItem> jobs) {
    return jobs.stream()
        .map(job -> apply(job, () -> otto.updateJob(job.id(), body(), WriteOptions.WRITE)))
        .toList();
  }

  /**
   * Makes the change where the job still has a model; what somebody changed since stays as it is.
   *
   * @param from the model that it had; null inherits
   * @param options those of an undo take a model that is no longer offered
   */
  AppliedChange apply(
      OttoApi otto, Result.Ok<JobDetail> read, @Nullable String from, WriteOptions options) {
    JobItem job = read.value().job();
    if (!Objects.equals(job.modelRef(), from)) {
      String now = job.modelRef() == null ? "inherits" : "uses " + job.modelRef();
      return outcome(job, Effect.SKIPPED, "It was changed since, and " + now);
    }
    String tag = read.tag().orElse("*");
    return apply(job, () -> otto.updateJob(job.id(), body(), options, tag));
  }

  private AppliedChange apply(JobItem job, Supplier<Result<JobMutation>> write) {
    return needless(job)
        .map(why -> outcome(job, Effect.SKIPPED, why))
        .orElseGet(() -> result(job, write.get()));
  }

  /** Asks Otto what the change would come to for each job, and changes nothing. */
  BulkPreview preview(OttoApi otto, List<ListedJob> jobs, String back) {
    var asked = Gatherers.mapConcurrent(ASKED_AT_ONCE, (ListedJob row) -> preview(otto, row));
    return new BulkPreview(model, jobs.stream().gather(asked).toList(), back);
  }

  private BulkPreview.PreviewedChange preview(OttoApi otto, ListedJob row) {
    JobItem job = row.job();
    Optional<String> needless = needless(job);
    if (needless.isPresent()) {
      return new BulkPreview.PreviewedChange(row, null, Effect.SKIPPED, needless.get());
    }
    return switch (otto.updateJob(job.id(), body(), WriteOptions.DRY_RUN)) {
      case Result.Ok<JobMutation>(var change, _) -> {
        ResolvedModel after = change.effectiveModel();
        Choice choice = after == null ? Choice.NOT_NEEDED : Choice.of(after);
        yield new BulkPreview.PreviewedChange(row, choice, Effect.DONE, "");
      }
      case Result.Failure<JobMutation> failure ->
          new BulkPreview.PreviewedChange(row, null, Effect.REFUSED, failure.message());
    };
  }

  /** Returns the reason why there is nothing to do; empty if there is something. */
  private Optional<String> needless(JobItem job) {
    JobState state = JobState.of(job);
    return switch (action) {
      case PAUSE ->
          state == JobState.FINISHED
              ? Optional.of("The job is finished, so there is nothing to pause")
              : alreadyIf(job.status().equals("paused"), "It is already paused");
      case RESUME ->
          state == JobState.FINISHED
              ? Optional.of("The job is finished; set a new time instead")
              : alreadyIf(state == JobState.IDLE, "It is not paused");
      case MODEL, INHERIT ->
          job.isMutable()
              ? alreadyIf(
                  Objects.equals(job.modelRef(), model),
                  model == null ? "It already inherits" : "It already has this model")
              : Optional.of("System job: its model is the default of its flow");
    };
  }

  private static Optional<String> alreadyIf(boolean already, String text) {
    return already ? Optional.of(text) : Optional.empty();
  }

  private ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    return switch (action) {
      case PAUSE -> body.put("status", "paused");
      case RESUME -> body.put("status", "idle");
      case MODEL, INHERIT -> body.put("modelRef", model);
    };
  }

  private AppliedChange result(JobItem job, Result<JobMutation> result) {
    return switch (result) {
      case Result.Ok<JobMutation> _ -> outcome(job, Effect.DONE, done());
      case Result.Failure<JobMutation> failure -> outcome(job, Effect.REFUSED, failure.message());
    };
  }

  private AppliedChange outcome(JobItem job, Effect effect, String text) {
    return new AppliedChange(job, Objects.requireNonNullElse(model, ""), effect, text);
  }

  private String done() {
    return switch (action) {
      case PAUSE -> "Paused";
      case RESUME -> "Resumed";
      case MODEL, INHERIT -> model == null ? "Inherits now" : "Uses " + model + " now";
    };
  }

  /** The effect of a change on a job. */
  public enum Effect {
    DONE("Done", "ok"),
    SKIPPED("Nothing to do", ""),
    REFUSED("Refused", "bad");

    private final String label;
    private final String style;

    Effect(String label, String style) {
      this.label = label;
      this.style = style;
    }

    public String label() {
      return label;
    }

    public String style() {
      return style;
    }
  }

  /**
   * The outcome for one job.
   *
   * @param before the job before the change
   * @param set the model that was set, as a form sends it; empty inherits
   * @param text the outcome in words
   */
  public record AppliedChange(JobItem before, String set, Effect effect, String text) {

    /** Returns the model that it had, as a form sends it; empty inherits. */
    public String modelBefore() {
      return Objects.requireNonNullElse(before.modelRef(), "");
    }
  }

  /** Returns the page with these outcomes, the worst first. */
  BulkReport report(List<AppliedChange> outcomes, String back) {
    String undo =
        switch (action) {
          case PAUSE -> "resume";
          case RESUME -> "pause";
          case MODEL, INHERIT -> null;
        };
    List<AppliedChange> worstFirst =
        outcomes.stream()
            .sorted(Comparator.comparing(AppliedChange::effect, Comparator.reverseOrder()))
            .toList();
    return new BulkReport(action.label(), worstFirst, back, undo);
  }

  /**
   * The page with the outcome for each job.
   *
   * @param back the address of the list as it was
   * @param undo the action that undoes a pause or a resume; null if models were set
   */
  public record BulkReport(
      String title, List<AppliedChange> outcomes, String back, @Nullable String undo) {

    public long count(Effect effect) {
      return outcomes.stream().filter(outcome -> outcome.effect() == effect).count();
    }

    /** Returns the outcomes that can be undone. */
    public List<AppliedChange> undoable() {
      return outcomes.stream().filter(outcome -> outcome.effect() == Effect.DONE).toList();
    }
  }
}
