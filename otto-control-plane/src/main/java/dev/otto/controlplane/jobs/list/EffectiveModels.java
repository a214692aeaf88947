package dev.otto.controlplane.jobs.list;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.jobs.Choice;
import dev.otto.controlplane.jobs.ChoiceFields;
import dev.otto.wire.Flow;
import dev.otto.wire.FlowDefaultsBody;
import dev.otto.wire.JobItem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The models that the jobs of a list use. Otto is asked once for each flow and not for each job; a
 * job that names a model needs only the catalog, unless it or its flow asks for more than a model.
 */
final class EffectiveModels {
  private static final Choice UNKNOWN = new Choice(null, null, null);

  private final OttoApi otto;
  private final Optional<Catalog> catalog;
  private final Map<String, Choice> byFlow = new HashMap<>();
  private final Set<String> flowsThatLimit;

  EffectiveModels(OttoApi otto) {
    this.otto = otto;
    this.catalog = otto.catalog().found();
    this.flowsThatLimit =
        otto.flowDefaults()
            .found()
            .map(FlowDefaultsBody::flowChoices)
            .map(Map::keySet)
            .orElse(Set.of());
  }

  Choice of(JobItem job) {
    String flow = job.flow();
    if (flow == null) {
      return Choice.NOT_NEEDED;
    }
    String ref = job.modelRef();
    if (ChoiceFields.isMore(job) || (ref != null && flowsThatLimit.contains(flow))) {
      return otto.resolveJob(job.id()).found().map(Choice::of).orElse(UNKNOWN);
    }
    return ref == null ? byFlow.computeIfAbsent(flow, this::inherited) : explicit(ref);
  }

  private Choice inherited(String flow) {
    return Flow.of(flow)
        .flatMap(known -> otto.resolveFlow(known).found())
        .map(Choice::of)
        .orElse(UNKNOWN);
  }

  private Choice explicit(String ref) {
    boolean listed = catalog.map(known -> known.contains(ref)).orElse(true);
    Optional<String> fallback =
        catalog.flatMap(known -> known.globalDefault().filter(known::contains));
    return Choice.explicit(ref, listed, fallback);
  }
}
