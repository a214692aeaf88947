package dev.otto.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.ModelResolver.Rung;
import dev.otto.models.ModelResolver.Step;
import dev.otto.models.ModelResolver.StepOutcome;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Source;
import dev.otto.models.Resolution.Unresolved;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelResolverTest {
  private static final Instant UPDATED_AT = Instant.parse("2026-11-20T08:00:00Z");
  private static final ModelRef GLOBAL = ModelRef.of("fake/global");
  private static final ModelRef GONE = ModelRef.of("fake/gone");

  /** The whole rule as a table; "-" is: names nothing; "gone" is not in the catalog. */
  @ParameterizedTest(name = "job {0}, flow {1}, global {2} -> {3} by {4}")
  @CsvSource({
    "job,  flow, global, job,    JOB",
    "job,  gone, global, job,    JOB",
    "job,  flow, -,      job,    JOB",
    "job,  -,    gone,   job,    JOB",
    "-,    flow, global, flow,   FLOW_DEFAULT",
    "-,    flow, -,      flow,   FLOW_DEFAULT",
    "-,    flow, gone,   flow,   FLOW_DEFAULT",
    "-,    -,    global, global, GLOBAL_DEFAULT",
    "gone, flow, global, global, FALLBACK_GLOBAL_DEFAULT",
    "gone, -,    global, global, FALLBACK_GLOBAL_DEFAULT",
    "gone, gone, global, global, FALLBACK_GLOBAL_DEFAULT",
    "-,    gone, global, global, FALLBACK_GLOBAL_DEFAULT",
    "gone, flow, -,      -,      -",
    "gone, flow, gone,   -,      -",
    "-,    gone, -,      -,      -",
    "-,    gone, gone,   -,      -",
    "-,    -,    -,      -,      -",
    "-,    -,    gone,   -,      -",
  })
  void followsTheLadder(String job, String flow, String global, String used, String source) {
    var defaults = FlowDefaults.none().with(Flow.HEARTBEAT, ref(flow));
    var resolver = new ModelResolver(() -> catalog(ref(global)), () -> defaults);

    var resolution = resolver.resolve(Flow.HEARTBEAT, ref(job));

    Optional<ModelRef> wanted = ref(job).or(() -> ref(flow));
    if (used.equals("-")) {
      var unresolved = assertInstanceOf(Unresolved.class, resolution);
      assertTrue(unresolved.reason().contains("opencode.json"), unresolved.reason());
    } else {
      var resolved = assertInstanceOf(Resolved.class, resolution);
      assertEquals(ref(used), Optional.of(resolved.model()));
      assertEquals(Source.valueOf(source), resolved.source());
      assertEquals(source.equals("FALLBACK_GLOBAL_DEFAULT"), resolved.fallback());
    }
    assertEquals(wanted, resolution.requested());
    assertEquals(UPDATED_AT, resolution.catalogUpdatedAt());
    assertEquals(resolution, resolver.explain(Flow.HEARTBEAT, ref(job)).resolution());
  }

  @ParameterizedTest
  @MethodSource("dev.otto.models.Flow#values")
  void eachFlowHasItsOwnDefault(Flow flow) {
    var own = ModelRef.of("fake/flow");
    var resolver =
        new ModelResolver(
            () -> catalog(Optional.of(GLOBAL)), () -> FlowDefaults.of(Map.of(flow, own)));

    for (Flow asked : Flow.values()) {
      var resolved = assertInstanceOf(Resolved.class, resolver.resolve(asked, Optional.empty()));
      assertEquals(asked.equals(flow) ? own : GLOBAL, resolved.model());
    }
  }

  @Test
  void seesAChangeAtTheNextCall() {
    var defaults = new AtomicReference<>(FlowDefaults.none());
    var catalog = new AtomicReference<>(catalog(Optional.of(GLOBAL)));
    var resolver = new ModelResolver(catalog::get, defaults::get);
    var flowModel = ModelRef.of("fake/flow");

    assertEquals(GLOBAL, model(resolver));
    defaults.set(FlowDefaults.none().with(Flow.SCHEDULED_TASKS, Optional.of(flowModel)));
    assertEquals(flowModel, model(resolver));
    catalog.set(catalog.get().without(flowModel));
    assertEquals(GLOBAL, model(resolver));
  }

  @Test
  void explainsEachRungThatWasAsked() {
    var resolver = new ModelResolver(() -> catalog(Optional.of(GLOBAL)), FlowDefaults::none);

    var explanation = resolver.explain(Flow.SCHEDULED_TASKS, Optional.of(GONE));

    assertEquals(
        List.of(
            new Step(Rung.JOB, Optional.of(GONE), StepOutcome.UNAVAILABLE),
            new Step(Rung.GLOBAL_DEFAULT, Optional.of(GLOBAL), StepOutcome.USED)),
        explanation.steps());
    assertTrue(explanation.resolution().reason().contains("fake/gone"));
  }

  @Test
  void tellsWhatWouldHappenWithoutAModel() {
    var job = ModelRef.of("fake/job");
    var resolver = new ModelResolver(() -> catalog(Optional.of(GLOBAL)), FlowDefaults::none);

    var without = resolver.explainWithout(job, Flow.SCHEDULED_TASKS, Optional.of(job)).resolution();

    assertTrue(assertInstanceOf(Resolved.class, without).fallback());
    var with =
        assertInstanceOf(Resolved.class, resolver.resolve(Flow.SCHEDULED_TASKS, Optional.of(job)));
    assertFalse(with.fallback(), "asking what if must change nothing");
  }

  private static ModelRef model(ModelResolver resolver) {
    return assertInstanceOf(
            Resolved.class, resolver.resolve(Flow.SCHEDULED_TASKS, Optional.empty()))
        .model();
  }

  private static Optional<ModelRef> ref(String name) {
    return name.equals("-") ? Optional.empty() : Optional.of(ModelRef.of("fake/" + name));
  }

  private static CatalogSnapshot catalog(Optional<ModelRef> globalDefault) {
    var models =
        Stream.of("job", "flow", "global")
            .map(id -> Model.named(ModelRef.of("fake/" + id)))
            .toList();
    return CatalogSnapshot.of(new ModelBackend.Listing(models, globalDefault, 0), UPDATED_AT, 1);
  }
}
