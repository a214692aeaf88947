package dev.otto.scheduler.models;

import dev.otto.models.Budgets;
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

/**
 * The jobs, flows and budgets with their choices: the one place that knows where a model is named.
 */
record ModelHolders(List<Holder> all) {

  /** The kind of a holder. */
  enum Kind {
    FLOW,
    BUDGET,
    JOB;

    /** Returns the name used in the REST API and in the audit. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A job, a flow or a budget, whose choice is the model to use once it is spent.
   *
   * @param id of the job, the key of the flow, or the path of the budget
   */
  record Holder(Kind kind, String id, ModelChoice choice) {
    boolean names(ModelRef ref) {
      return choice.named().contains(ref);
    }
  }

  /** Returns the flows in their order, then the budgets, and then the jobs. */
  static ModelHolders of(FlowDefaults defaults, Budgets budgets, List<NamedByJob> jobs) {
    Stream<Holder> flows =
        Arrays.stream(Flow.values())
            .map(flow -> new Holder(Kind.FLOW, flow.key(), defaults.choice(flow)));
    Stream<Holder> limits =
        budgets.byScope().entrySet().stream()
            .map(
                entry ->
                    new Holder(
                        Kind.BUDGET,
                        entry.getKey().path(),
                        ModelChoice.of(entry.getValue().whenSpent())));
    Stream<Holder> own = jobs.stream().map(job -> new Holder(Kind.JOB, job.id(), job.choice()));
    return new ModelHolders(Stream.of(flows, limits, own).flatMap(each -> each).toList());
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
