package dev.otto.models.quartz;

import dev.otto.models.Flow;
import dev.otto.models.Flows;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelRef;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDataMap;

/** The model that a job asks for, as its data say; see the keys of {@link JobModel}. */
public sealed interface RequestedModel {

  /** The flow whose default counts for the job, and its own choice. */
  record Stated(Flow flow, ModelChoice choice) implements RequestedModel {

    /** Creates the request of a job that asks for no more than a model; empty inherits. */
    public Stated(Flow flow, Optional<ModelRef> modelRef) {
      this(flow, modelRef.isEmpty() ? ModelChoice.INHERIT : ModelChoice.of(modelRef));
    }

    /** Returns the job's own model; empty inherits. */
    public Optional<ModelRef> modelRef() {
      return choice.modelRef();
    }
  }

  /**
   * The job data hold a value that cannot be read.
   *
   * @param why a sentence that names the key, the value and the remedy
   */
  record Unreadable(String why) implements RequestedModel {}

  /** Reads job data; never fails, whatever is stored there. */
  static RequestedModel of(JobDataMap data) {
    return of(data, Flows.OTTOS);
  }

  /** Reads job data of an application with flows of its own. */
  static RequestedModel of(JobDataMap data, Flows flows) {
    String flowKey = text(data, JobModel.FLOW);
    Optional<Flow> flow =
        flowKey == null ? Optional.of(Flow.SCHEDULED_TASKS) : flows.parse(flowKey);
    if (flow.isEmpty()) {
      String remedy = "there is no such flow; the flows are " + flows.keys();
      return unreadable(JobModel.FLOW, flowKey, remedy);
    }
    String refText = text(data, JobModel.MODEL_REF);
    Optional<ModelRef> ref = refText == null ? Optional.empty() : ModelRef.parse(refText);
    if (refText != null && ref.isEmpty()) {
      return unreadable(
          JobModel.MODEL_REF, refText, "write provider/model, or leave it out to inherit");
    }
    int read = (flowKey == null ? 0 : 1) + (refText == null ? 0 : 1);
    // Most jobs ask for no more, and four look-ups are half of what the listener costs a run.
    return data.size() == read ? new Stated(flow.get(), ref) : choice(data, flow.get(), ref);
  }

  private static RequestedModel choice(JobDataMap data, Flow flow, Optional<ModelRef> ref) {
    String variant = text(data, JobModel.VARIANT);
    String fallbacks = text(data, JobModel.FALLBACKS);
    String policy = text(data, JobModel.POLICY);
    String fence = text(data, JobModel.ONLY_PROVIDERS);
    if (variant == null && fallbacks == null && policy == null && fence == null) {
      return new Stated(flow, ref);
    }
    Optional<Policy> known = policy == null ? Optional.of(Policy.PREFER) : Policy.of(policy);
    if (known.isEmpty()) {
      return unreadable(JobModel.POLICY, policy, "write prefer or strict");
    }
    try {
      return new Stated(
          flow,
          new ModelChoice(
              ref,
              Optional.ofNullable(variant),
              words(fallbacks).map(ModelRef::of).toList(),
              known.get(),
              words(fence).toList(),
              OnFailure.STOP));
    } catch (IllegalArgumentException e) {
      return new Unreadable("the job's data make no sense: " + e.getMessage());
    }
  }

  private static Stream<String> words(@Nullable String text) {
    return text == null ? Stream.empty() : Stream.of(text.split(",", -1)).map(String::strip);
  }

  private static Unreadable unreadable(String key, @Nullable String value, String remedy) {
    return new Unreadable("the job's " + key + " is \"" + value + "\": " + remedy);
  }

  /** Returns the value as text, whatever its type; null if there is none. */
  private static @Nullable String text(JobDataMap data, String key) {
    Object value = data.get(key);
    String text = value == null ? "" : value.toString().strip();
    return text.isEmpty() ? null : text;
  }
}
