package dev.otto.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelResolver.StepOutcome;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Source;
import dev.otto.models.Resolution.Unresolved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelChoiceTest {
  private static final int CASES = 100_000;
  private static final List<ModelRef> ALL =
      Stream.of("a/1", "a/2", "b/1", "b/2", "c/1", "c/2", "ab/1").map(ModelRef::of).toList();

  /**
   * Choices in short: the model, its fallbacks after "|", a fence after "@", strict by "!". The
   * catalog has a/1, b/1 and c/1, and c/1 is OpenCode's global default.
   */
  @ParameterizedTest(name = "job {0}, flow {1} -> {2} by {3}")
  @CsvSource({
    "a/1|b/1,    -,       a/1, JOB",
    "a/2|b/1,    -,       b/1, FALLBACK_CHAIN",
    "a/2|b/2|b/1, -,      b/1, FALLBACK_CHAIN",
    "a/2|b/2,    -,       c/1, FALLBACK_GLOBAL_DEFAULT",
    "a/2|b/2!,   -,       -,   -",
    "a/2|b/1!,   -,       b/1, FALLBACK_CHAIN",
    "-,          a/2|b/1, b/1, FALLBACK_CHAIN",
    "a/2,        a/2|b/1, c/1, FALLBACK_GLOBAL_DEFAULT",
    "a/2,        a/1!,    -,   -",
    "a/2!,       a/1,     -,   -",
    "-!,         -,       c/1, GLOBAL_DEFAULT",
    "-,          a/2!,    -,   -",
    "-@a,        -,       -,   -",
    "-@c,        -,       c/1, GLOBAL_DEFAULT",
    "a/1|b/1@b,  -,       b/1, FALLBACK_CHAIN",
    "a/1@b,      -,       -,   -",
    "a/1@a+b,    -@b+c,   -,   -",
    "a/1|b/1@a+b, -@b+c,  b/1, FALLBACK_CHAIN",
    "a/1@a,      -@b,     -,   -",
    "a/1,        -@b,     -,   -",
  })
  void followsTheLadder(String job, String flow, String used, String source) {
    var defaults = FlowDefaults.none().with(Flow.HEARTBEAT, choice(flow));
    var resolver =
        new ModelResolver(() -> catalog(Set.of("a/1", "b/1", "c/1"), "c/1"), () -> defaults);

    Resolution resolution = resolver.resolve(Flow.HEARTBEAT, choice(job));

    if (used.equals("-")) {
      var unresolved = assertInstanceOf(Unresolved.class, resolution);
      assertEquals(Unresolved.REFUSED, unresolved.code());
    } else {
      var resolved = assertInstanceOf(Resolved.class, resolution);
      assertEquals(ModelRef.of(used), resolved.model());
      assertEquals(Source.valueOf(source), resolved.source());
    }
    assertEquals(resolution, resolver.explain(Flow.HEARTBEAT, choice(job)).resolution());
  }

  @Test
  void anEffortGoesWithTheRungAndIsDroppedWhereTheModelLacksIt() {
    var defaults = FlowDefaults.none();
    var resolver = new ModelResolver(() -> catalog(Set.of("a/1", "b/1"), "b/1"), () -> defaults);

    var high = (Resolved) resolver.resolve(Flow.HEARTBEAT, effort("a/1", "high"));
    assertEquals("high", high.variant());
    var gone = (Resolved) resolver.resolve(Flow.HEARTBEAT, effort("a/2", "high"));
    assertEquals(ModelRef.of("b/1"), gone.model());
    assertEquals("high", gone.variant());
    var unknown = (Resolved) resolver.resolve(Flow.HEARTBEAT, effort("a/1", "extreme"));
    assertEquals(Optional.empty(), Optional.ofNullable(unknown.variant()));
    assertEquals("extreme", unknown.droppedVariant());
  }

  @Test
  void whatHasFailedIsPassedOverAndTheNextIsAsked() {
    var resolver =
        new ModelResolver(() -> catalog(Set.of("a/1", "b/1", "c/1"), "c/1"), FlowDefaults::none);
    ModelChoice choice = choice("a/1|b/1");
    var first = Set.of(ModelRef.of("a/1"));
    var both = Set.of(ModelRef.of("a/1"), ModelRef.of("b/1"));

    assertEquals(
        ModelRef.of("b/1"),
        ((Resolved) resolver.resolve(Payer.of(Flow.HEARTBEAT), choice, first)).model());
    assertEquals(
        ModelRef.of("c/1"),
        ((Resolved) resolver.resolve(Payer.of(Flow.HEARTBEAT), choice, both)).model());
  }

  @Test
  void anExplanationSaysWhyEachCandidateWasPassedOver() {
    var defaults = FlowDefaults.none().with(Flow.HEARTBEAT, choice("-@b"));
    var resolver =
        new ModelResolver(() -> catalog(Set.of("a/1", "b/1", "c/1"), "c/1"), () -> defaults);

    var steps = resolver.explain(Flow.HEARTBEAT, choice("b/2|a/1!")).steps();

    assertEquals(
        List.of(StepOutcome.UNAVAILABLE, StepOutcome.OUTSIDE_FENCE, StepOutcome.NOT_ALLOWED),
        steps.stream().map(ModelResolver.Step::outcome).toList());
  }

  /** States what must hold, and not how it is found. */
  @Test
  void nothingOutsideTheFenceAndNothingUnnamedUnderStrictIsEverUsed() {
    var random = new Random(20_261_129);
    for (int i = 0; i < CASES; i++) {
      var offered = new HashSet<String>();
      ALL.stream().filter(ref -> random.nextBoolean()).forEach(ref -> offered.add(ref.toString()));
      CatalogSnapshot catalog =
          catalog(offered, random.nextInt(4) == 0 ? null : any(random).toString());
      ModelChoice job = random(random);
      ModelChoice flow = random(random);
      Set<ModelRef> tried = random.nextInt(4) == 0 ? Set.of(any(random)) : Set.of();
      var defaults = FlowDefaults.none().with(Flow.SCHEDULED_TASKS, flow);
      var resolver = new ModelResolver(() -> catalog, () -> defaults);

      Resolution resolution = resolver.resolve(Payer.of(Flow.SCHEDULED_TASKS), job, tried);

      ModelChoice taken = job.modelRef().isPresent() ? job : flow;
      boolean strict =
          taken.modelRef().isPresent()
              && (job.policy() == Policy.STRICT || flow.policy() == Policy.STRICT);
      var candidates = new ArrayList<ModelRef>();
      taken.modelRef().ifPresent(candidates::add);
      candidates.addAll(taken.fallbacks());
      if (!strict) {
        catalog.globalDefault().ifPresent(candidates::add);
      }
      Optional<ModelRef> expected =
          candidates.stream()
              .filter(ref -> offered.contains(ref.toString()) && !tried.contains(ref))
              .filter(ref -> isInside(job, ref) && isInside(flow, ref))
              .findFirst();
      Optional<ModelRef> used =
          resolution instanceof Resolved resolved
              ? Optional.of(resolved.model())
              : Optional.empty();
      assertEquals(expected, used, () -> job + " / " + flow + " of " + offered);
    }
  }

  private static boolean isInside(ModelChoice choice, ModelRef ref) {
    return choice.onlyProviders().isEmpty() || choice.onlyProviders().contains(ref.providerId());
  }

  @Test
  void partsThatGoWithAModelNeedOne() {
    var none = Optional.<ModelRef>empty();
    var high = Optional.of("high");
    refuses("variant", () -> of(none, high, List.of(), OnFailure.STOP));
    refuses("fallbacks", () -> of(none, Optional.empty(), List.of(ALL.get(0)), OnFailure.STOP));
    refuses("onFailure", () -> of(none, Optional.empty(), List.of(), OnFailure.NEXT));
    refuses(
        "fallbacks has 6",
        () -> of(Optional.of(ALL.get(0)), high, ALL.subList(1, 7), OnFailure.STOP));
    refuses(
        "twice",
        () -> of(Optional.of(ALL.get(0)), high, List.of(ALL.get(1), ALL.get(0)), OnFailure.STOP));
  }

  @Test
  void anotherModelKeepsPolicyAndFenceAndNoneTakesTheRestAway() {
    ModelChoice choice = choice("a/1|b/1|c/1!@a+b");
    ModelChoice other = choice.with(Optional.of(ModelRef.of("b/1")));
    assertEquals(List.of(ModelRef.of("c/1")), other.fallbacks());
    assertEquals(Policy.STRICT, other.policy());
    ModelChoice none = choice.with(Optional.empty());
    assertEquals(List.of(), none.fallbacks());
    assertEquals(Policy.STRICT, none.policy());
    assertEquals(List.of("a", "b"), none.onlyProviders());
  }

  private static void refuses(String what, Runnable making) {
    var refused = assertThrows(IllegalArgumentException.class, making::run);
    assertTrue(String.valueOf(refused.getMessage()).contains(what), refused.getMessage());
  }

  private static ModelChoice of(
      Optional<ModelRef> ref, Optional<String> variant, List<ModelRef> rest, OnFailure onFailure) {
    return new ModelChoice(ref, variant, rest, Policy.PREFER, List.of(), onFailure);
  }

  private static ModelChoice effort(String ref, String variant) {
    return of(Optional.of(ModelRef.of(ref)), Optional.of(variant), List.of(), OnFailure.STOP);
  }

  private static ModelChoice random(Random random) {
    var refs = new ArrayList<ModelRef>();
    int number = random.nextInt(4);
    while (refs.size() < number) {
      ModelRef ref = any(random);
      if (!refs.contains(ref)) {
        refs.add(ref);
      }
    }
    return new ModelChoice(
        refs.stream().findFirst(),
        Optional.empty(),
        refs.isEmpty() ? List.of() : refs.subList(1, refs.size()),
        random.nextInt(3) == 0 ? Policy.STRICT : Policy.PREFER,
        Stream.of("a", "b", "c").filter(provider -> random.nextInt(4) == 0).toList(),
        OnFailure.STOP);
  }

  private static ModelRef any(Random random) {
    return ALL.get(random.nextInt(ALL.size()));
  }

  private static ModelChoice choice(String text) {
    String[] fenced = text.replace("!", "").split("@", -1);
    String[] refs = fenced[0].split("\\|", -1);
    return new ModelChoice(
        refs[0].equals("-") ? Optional.empty() : ModelRef.parse(refs[0]),
        Optional.empty(),
        Stream.of(refs).skip(1).map(ModelRef::of).toList(),
        text.contains("!") ? Policy.STRICT : Policy.PREFER,
        fenced.length > 1 ? List.of(fenced[1].split("\\+", -1)) : List.of(),
        OnFailure.STOP);
  }

  private static CatalogSnapshot catalog(Set<String> refs, String global) {
    List<Model> models = refs.stream().map(ModelRef::of).map(ModelChoiceTest::model).toList();
    return CatalogSnapshot.of(
        new ModelBackend.Listing(models, Optional.ofNullable(global).map(ModelRef::of), 0),
        Instant.EPOCH,
        1);
  }

  private static Model model(ModelRef ref) {
    return new Model(
        ref,
        ref.modelId(),
        Model.Limits.UNKNOWN,
        Model.Prices.UNKNOWN,
        new Model.Abilities(true, true, List.of("low", "high"), Modalities.TEXT_ONLY),
        Optional.empty(),
        Optional.empty());
  }
}
