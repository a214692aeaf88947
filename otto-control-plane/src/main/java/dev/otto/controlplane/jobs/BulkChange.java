package dev.otto.controlplane.jobs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.wire.JobItem;
import dev.otto.wire.JobMutation;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One action on many jobs, one after the other; a refusal does not stop the others.
 *
 * @param model only for {@link Deed#MODEL}; null inherits
 */
record BulkChange(Deed deed, @Nullable String model) {

  /** The actions on many jobs. */
  enum Deed {
    PAUSE("pause", "Pause"),
    RESUME("resume", "Resume"),
    MODEL("model", "Set model");

    private final String key;
    private final String label;

    Deed(String key, String label) {
      this.key = key;
      this.label = label;
    }

    String label() {
      return label;
    }

    static Optional<Deed> of(String key) {
      return Arrays.stream(values()).filter(deed -> deed.key.equals(key)).findFirst();
    }
  }

  List<BulkResult> apply(OttoApi otto, List<JobItem> jobs) {
    return jobs.stream().map(job -> apply(otto, job)).toList();
  }

  private BulkResult apply(OttoApi otto, JobItem job) {
    return needless(job)
        .map(why -> BulkResult.skipped(job, why))
        .orElseGet(() -> result(job, otto.updateJob(job.id(), body(), WriteOptions.WRITE)));
  }

  /** Returns the reason why there is nothing to do; empty if there is something. */
  private Optional<String> needless(JobItem job) {
    JobState state = JobState.of(job);
    return switch (deed) {
      case PAUSE ->
          state == JobState.FINISHED
              ? Optional.of("The job is finished, so there is nothing to pause")
              : alreadyIf(job.status().equals("paused"), "It is already paused");
      case RESUME ->
          state == JobState.FINISHED
              ? Optional.of("The job is finished; set a new time instead")
              : alreadyIf(state == JobState.IDLE, "It is not paused");
      case MODEL ->
          job.isMutable()
              ? alreadyIf(Objects.equals(job.modelRef(), model), "It already has this model")
              : Optional.of("System job: its model is the default of its flow");
    };
  }

  private static Optional<String> alreadyIf(boolean already, String text) {
    return already ? Optional.of(text) : Optional.empty();
  }

  private ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    return switch (deed) {
      case PAUSE -> body.put("status", "paused");
      case RESUME -> body.put("status", "idle");
      case MODEL -> body.put("modelRef", model);
    };
  }

  private BulkResult result(JobItem job, Result<JobMutation> result) {
    return switch (result) {
      case Result.Ok<JobMutation> _ -> BulkResult.done(job, done());
      case Result.Failure<JobMutation> failure -> BulkResult.refused(job, failure.message());
    };
  }

  private String done() {
    return switch (deed) {
      case PAUSE -> "Paused";
      case RESUME -> "Resumed";
      case MODEL -> model == null ? "Inherits now" : "Uses " + model + " now";
    };
  }
}
