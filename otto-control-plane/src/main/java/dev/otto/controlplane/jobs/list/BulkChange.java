package dev.otto.controlplane.jobs.list;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.controlplane.jobs.Choice;
import dev.otto.controlplane.jobs.JobState;
import dev.otto.wire.ErrorCode;
import dev.otto.wire.JobChanges;
import dev.otto.wire.JobChanges.JobChangeOutcome;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobMutation;
import dev.otto.wire.ResolvedModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/**
 * One action on many jobs, which Otto makes at once; a refusal does not stop the others.
 *
 * @param model only for {@link BulkAction#MODEL}; null, as for {@link BulkAction#INHERIT}, inherits
 */
public record BulkChange(BulkAction action, @Nullable String model) {
  /** The number of jobs that Otto is asked about at the same time. */
  private static final int ASKED_AT_ONCE = 8;

  /** The number of jobs that Otto changes in one request. */
  private static final int CHANGED_AT_ONCE = 1_000;

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

  /** Makes the change, where there is something to do. */
  List<AppliedChange> apply(OttoApi otto, List<JobItem> jobs) {
    List<ObjectNode> changes =
        jobs.stream()
            .filter(job -> needless(job).isEmpty())
            .map(job -> change(job.id(), body()))
            .toList();
    Iterator<JobChangeOutcome> outcomes = send(otto, changes, WriteOptions.WRITE).iterator();
    return jobs.stream()
        .map(
            job ->
                needless(job)
                    .map(why -> new AppliedChange(job.id(), "", "", Effect.SKIPPED, why))
                    .orElseGet(() -> applied(outcomes.next())))
        .toList();
  }

  private AppliedChange applied(JobChangeOutcome outcome) {
    boolean done = outcome.message() == null;
    String text = action == BulkAction.PAUSE ? "Paused" : "Resumed";
    return new AppliedChange(
        outcome.id(),
        "",
        "",
        done ? Effect.DONE : Effect.REFUSED,
        Objects.requireNonNullElse(outcome.message(), text));
  }

  /**
   * Sets the models of jobs that still have the one that they were shown with; what somebody
   * changed since stays as it is.
   *
   * @param options those of an undo take a model that is no longer offered
   */
  static List<AppliedChange> setModels(
      OttoApi otto, List<ModelChange> wanted, WriteOptions options) {
    Iterator<JobChangeOutcome> outcomes =
        send(otto, wanted.stream().map(ModelChange::request).toList(), options).iterator();
    return wanted.stream().map(change -> change.applied(outcomes.next())).toList();
  }

  /**
   * Another model for one job; null inherits.
   *
   * @param from the one that it had when it was shown
   */
  record ModelChange(String id, @Nullable String from, @Nullable String to) {
    private ObjectNode request() {
      ObjectNode change = JsonNodeFactory.instance.objectNode().put("modelRef", to);
      return change(id, change).put("ifModelRef", from);
    }

    private AppliedChange applied(JobChangeOutcome outcome) {
      String message = outcome.message();
      if (message == null) {
        return outcome(Effect.DONE, to == null ? "Inherits now" : "Uses " + to + " now");
      }
      String now = outcome.modelRef() == null ? "inherits" : "uses " + outcome.modelRef();
      return ErrorCode.PRECONDITION_FAILED.key().equals(outcome.error())
          ? outcome(Effect.SKIPPED, "It was changed since, and " + now)
          : outcome(Effect.REFUSED, message);
    }

    private AppliedChange outcome(Effect effect, String text) {
      return new AppliedChange(
          id,
          Objects.requireNonNullElse(from, ""),
          Objects.requireNonNullElse(to, ""),
          effect,
          text);
    }
  }

  private static ObjectNode change(String id, ObjectNode change) {
    ObjectNode one = JsonNodeFactory.instance.objectNode().put("id", id);
    return one.set("change", change);
  }

  private static List<JobChangeOutcome> send(
      OttoApi otto, List<ObjectNode> changes, WriteOptions options) {
    return changes.stream()
        .gather(Gatherers.windowFixed(CHANGED_AT_ONCE))
        .flatMap(some -> outcomes(some, otto.updateJobs(some, options)).stream())
        .toList();
  }

  private static List<JobChangeOutcome> outcomes(
      List<ObjectNode> changes, Result<JobChanges> result) {
    return switch (result) {
      case Result.Ok<JobChanges>(var done, _) -> done.outcomes();
      case Result.Failure<JobChanges> failure ->
          changes.stream()
              .map(one -> one.path("id").asText())
              .map(id -> new JobChangeOutcome(id, "refused", null, null, failure.message()))
              .toList();
    };
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
   * @param before the model that it had, as a form sends it; empty inherits
   * @param set the model that was set, likewise
   * @param text the outcome in words
   */
  public record AppliedChange(String id, String before, String set, Effect effect, String text) {}

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
