package dev.otto.jmx;

import dev.otto.jmx.ModelOperator.ManagedJob;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.ModelResolver.Explanation;
import dev.otto.models.ModelResolver.Step;
import dev.otto.models.Payer;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.quartz.RequestedModel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Explains resolutions, and counts the ones reported to it. */
final class ModelResolverBean implements ModelResolverMXBean {
  static final String TYPE = "ModelResolver";
  static final String FALLBACK = "dev.otto.model.fallback";

  private final ModelResolver resolver;
  private final BeanInput input;
  private final Notices notices;
  private final InstantSource clock = InstantSource.system();
  private final ResolutionTally tally = new ResolutionTally();
  private volatile @Nullable Fallback lastFallback;

  ModelResolverBean(ModelResolver resolver, BeanInput input, ObjectName name) {
    this.resolver = resolver;
    this.input = input;
    this.notices =
        new Notices(name, Map.of(FALLBACK, "A run requested a model that is not in the catalog"));
  }

  DescribedBean described() {
    return new DescribedBean(this, ModelResolverMXBean.class, notices);
  }

  @Override
  public Map<String, Explained> getFlows() {
    var flows = new LinkedHashMap<String, Explained>();
    for (Flow flow : input.flows().all()) {
      flows.put(flow.key(), explain(flow));
    }
    return flows;
  }

  @Override
  public Map<String, Long> getCountsBySource() {
    return tally.bySource();
  }

  @Override
  public Map<String, Long> getFallbacksByModel() {
    return tally.fallbacks();
  }

  @Override
  public @Nullable Fallback getLastFallback() {
    return lastFallback;
  }

  @Override
  public Explained explain(String flow) {
    return explain(input.flow(flow));
  }

  private Explained explain(Flow flow) {
    return explained(flow, resolver.explain(flow, Optional.empty()));
  }

  @Override
  public Explained explainJob(String job) {
    ManagedJob found = input.job(job);
    if (found.requested() instanceof RequestedModel.Stated requested) {
      Explanation how = resolver.explain(Payer.ofJob(requested.flow(), job), requested.choice());
      return explained(requested.flow(), how, found.explain(how.resolution().reason()));
    }
    String why = ((RequestedModel.Unreadable) found.requested()).why();
    var none = Unresolved.unreadable(why, Instant.EPOCH);
    return explained(
        Flow.SCHEDULED_TASKS, new Explanation(none, List.of()), found.explain(none.reason()));
  }

  @Override
  public Explained whatIf(String flow, String missingModelRef) {
    Flow known = input.flow(flow);
    ModelRef missing = BeanInput.ref(missingModelRef);
    return explained(known, resolver.explainWithout(missing, known, Optional.empty()));
  }

  private static Explained explained(Flow flow, Explanation explanation) {
    return explained(flow, explanation, explanation.resolution().reason());
  }

  private static Explained explained(Flow flow, Explanation explanation, String reason) {
    Resolution resolution = explanation.resolution();
    return new Explained(
        flow.key(),
        Shown.model(resolution),
        Shown.source(resolution),
        resolution.requested().map(ModelRef::toString).orElse(BeanInput.INHERIT),
        reason,
        explanation.steps().stream().map(ModelResolverBean::text).toList());
  }

  private static String text(Step step) {
    String named = step.modelRef().map(ref -> " " + ref).orElse("");
    return step.rung().key() + named + ": " + step.outcome().key();
  }

  /** Counts a resolution. Called from any thread, also while runs begin, so it must be quick. */
  void resolved(String job, Flow flow, Resolution resolution) {
    tally.count(resolution);
    if (resolution instanceof Resolved resolved && resolved.fallback()) {
      String requested = String.valueOf(resolved.wanted());
      String used = resolved.model().toString();
      lastFallback = new Fallback(clock.instant().toString(), job, flow.key(), requested, used);
      notices.send(
          FALLBACK,
          "%s: %s".formatted(job, resolved.reason()),
          Map.of("job", job, "flow", flow.key(), "requested", requested, "used", used));
    }
  }
}
