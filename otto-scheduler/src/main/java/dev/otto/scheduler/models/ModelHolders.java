package dev.otto.scheduler.models;

import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.models.ModelUsageRepository.NamedByJob;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The jobs and flows with their choices: the one place that knows where a model is named. */
record ModelHolders(List<Holder> all) {

  /** The kind of a holder. */
  enum Kind {
    FLOW,
    JOB;

    /** Returns the name used in the REST API and in the audit. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A job or a flow.
   *
   * @param id of the job, or the key of the flow
   */
  record Holder(Kind kind, String id, ModelChoice choice) {
    boolean names(ModelRef ref) {
      return choice.named().contains(ref);
    }
  }

  /** Returns the flows in their order and then the jobs. */
  static ModelHolders of(FlowDefaults defaults, List<NamedByJob> jobs) {
    return new ModelHolders(
        Stream.concat(
                Arrays.stream(Flow.values())
                    .map(flow -> new Holder(Kind.FLOW, flow.key(), defaults.choice(flow))),
                jobs.stream().map(job -> new Holder(Kind.JOB, job.id(), job.choice())))
            .toList());
  }

  /** Returns those that name the model, as their own or as a fallback. */
  Stream<Holder> naming(ModelRef ref) {
    return all.stream().filter(holder -> holder.names(ref));
  }

  /** Returns the ids of those of one kind that name the model. */
  List<String> naming(Kind kind, ModelRef ref) {
    return naming(ref).filter(holder -> holder.kind() == kind).map(Holder::id).toList();
  }

  /** Returns each model that is named. */
  Stream<ModelRef> named() {
    return all.stream().map(Holder::choice).map(ModelChoice::named).flatMap(Collection::stream);
  }
}
