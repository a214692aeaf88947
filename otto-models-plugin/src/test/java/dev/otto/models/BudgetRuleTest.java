package dev.otto.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Source;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.Spending.Account;
import dev.otto.models.Spending.Amount;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a spent budget makes of a resolution; every job here asks for a/1. */
class BudgetRuleTest {
  private static final Spending.Period PERIOD =
      new Spending.Period(
          ZonedDateTime.of(2026, 11, 30, 0, 0, 0, 0, ZoneOffset.UTC),
          ZonedDateTime.of(2026, 12, 1, 0, 0, 0, 0, ZoneOffset.UTC));
  private static final Payer PAYER = Payer.ofJob(Flow.SCHEDULED_TASKS, "report");
  private static final ModelRef ASKED = ModelRef.of("a/1");
  private static final ModelRef CHEAP = ModelRef.of("b/cheap");

  private static CatalogSnapshot catalog() {
    List<Model> models =
        Stream.of("a/1", "a/2", "b/cheap", "c/1").map(ModelRef::of).map(Model::named).toList();
    return CatalogSnapshot.of(
        new ModelBackend.Listing(models, Optional.of(ModelRef.of("c/1")), 0), Instant.EPOCH, 1);
  }

  private static Account account(BudgetScope scope, long spent, String whenSpent) {
    var then = whenSpent.equals("hold") ? Optional.<ModelRef>empty() : ModelRef.parse(whenSpent);
    var amount = new Amount(spent, 0);
    return new Account(scope, new Budget(null, null, 100L, then), amount, amount, PERIOD);
  }

  private static ModelResolver resolver(Account... accounts) {
    var spending = new Spending(List.of(accounts));
    return new ModelResolver(
        BudgetRuleTest::catalog,
        () -> FlowDefaults.of(Map.of(Flow.HEARTBEAT, ASKED)),
        () -> spending);
  }

  private static final ModelChoice JOB = ModelChoice.of(Optional.of(ASKED));

  @ParameterizedTest
  @ValueSource(strings = {"all", "flow", "provider", "job"})
  void holdsEachScopeAtAllOfItsBudgetAndNotBefore(String kind) {
    BudgetScope scope =
        switch (kind) {
          case "flow" -> BudgetScope.of(Flow.SCHEDULED_TASKS);
          case "provider" -> BudgetScope.ofProvider("a");
          case "job" -> BudgetScope.ofJob("report");
          default -> BudgetScope.ALL;
        };
    assertEquals(
        new Resolved(ASKED, Source.JOB, ASKED, Instant.EPOCH),
        resolver(account(scope, 99, "hold")).resolve(PAYER, JOB));
    var held =
        assertInstanceOf(
            Unresolved.class, resolver(account(scope, 100, "hold")).resolve(PAYER, JOB));
    assertTrue(held.isBudgetSpent());
    assertEquals(PERIOD.dayEnds().toInstant(), held.until());
    assertEquals(
        "The budget of %s (100 tokens a day) is spent until 2026-11-30T00:00Z".formatted(scope),
        held.reason());
  }

  @Test
  void leavesOtherFlowsProvidersAndJobsAlone() {
    var resolver =
        resolver(
            account(BudgetScope.of(Flow.HEARTBEAT), 200, "hold"),
            account(BudgetScope.ofProvider("b"), 200, "hold"),
            account(BudgetScope.ofJob("another"), 200, "hold"));
    assertInstanceOf(Resolved.class, resolver.resolve(PAYER, JOB));
    assertInstanceOf(Unresolved.class, resolver.resolve(Flow.HEARTBEAT, Optional.empty()));
  }

  @Test
  void bindsNobodyWhoMayGoOver() {
    var resolver = resolver(account(BudgetScope.ALL, 200, "hold"));
    assertInstanceOf(Resolved.class, resolver.resolve(PAYER.goingOver(), JOB));
  }

  @Test
  void usesTheModelThatTheBudgetNamesAndExplainsIt() {
    var resolver = resolver(account(BudgetScope.ALL, 100, "b/cheap"));
    var resolved = assertInstanceOf(Resolved.class, resolver.resolve(PAYER, JOB));
    assertEquals(CHEAP, resolved.model());
    assertEquals(Source.BUDGET, resolved.source());
    assertEquals(Optional.of(ASKED), resolved.requested());
    var explained = resolver.explain(PAYER, JOB);
    assertEquals(resolved, explained.resolution());
    assertEquals(
        List.of("job a/1 used", "budget a/1 budget_spent", "budget b/cheap used"),
        explained.steps().stream()
            .map(
                step ->
                    step.rung().key()
                        + " "
                        + step.modelRef().orElseThrow()
                        + " "
                        + step.outcome().key())
            .toList());
  }

  /** Policy and fence of the job, and a budget of the cheaper model's provider. */
  @ParameterizedTest
  @CsvSource({
    "prefer, '',  0,   ,       used",
    "strict, '',  0,   ,       not_allowed",
    "strict, '',  0,   b/cheap, used",
    "prefer, a,   0,   ,       outside_fence",
    "prefer, 'b', 0,   ,       -",
    "prefer, '',  100, ,       budget_spent"
  })
  void theCheaperModelObeysPolicyFenceAndTheOtherBudgets(
      String policy, String fence, long spent, String fallback, String outcome) {
    var choice =
        new ModelChoice(
            Optional.of(ASKED),
            Optional.empty(),
            fallback == null ? List.of() : List.of(ModelRef.of(fallback)),
            Policy.of(policy).orElseThrow(),
            fence.isEmpty() ? List.of() : List.of(fence),
            OnFailure.STOP);
    var resolver =
        resolver(
            account(BudgetScope.ALL, 100, "b/cheap"),
            account(BudgetScope.ofProvider("b"), spent, "hold"));
    var explained = resolver.explain(PAYER, choice);
    if (outcome.equals("-")) {
      // The fence alone keeps a/1 out; no budget is asked.
      assertEquals(
          Unresolved.REFUSED, assertInstanceOf(Unresolved.class, explained.resolution()).code());
      return;
    }
    assertEquals(outcome.equals("used"), explained.resolution() instanceof Resolved);
    assertEquals(outcome, explained.steps().get(explained.steps().size() - 1).outcome().key());
  }

  @Test
  void holdsWhereOneOfSeveralSpentBudgetsHolds() {
    var resolver =
        resolver(
            account(BudgetScope.ALL, 100, "hold"),
            account(BudgetScope.ofJob("report"), 100, "b/cheap"));
    assertInstanceOf(Unresolved.class, resolver.resolve(PAYER, JOB));
  }

  @Test
  void holdsWhereTheCheaperModelHasFailedOrIsNotInTheCatalog() {
    var gone = resolver(account(BudgetScope.ALL, 100, "b/gone"));
    assertInstanceOf(Unresolved.class, gone.resolve(PAYER, JOB));
    var failed = resolver(account(BudgetScope.ALL, 100, "b/cheap"));
    assertInstanceOf(Unresolved.class, failed.resolve(PAYER, JOB, Set.of(CHEAP)));
  }

  @Test
  void holdsUntilTheLastOfTheLimitsThatAreReachedBeginsAnew() {
    var budget = new Budget(1.0, 2.0, null, Optional.empty());
    var account =
        new Account(BudgetScope.ALL, budget, new Amount(0, 1.5), new Amount(0, 2.5), PERIOD);
    var held = assertInstanceOf(Unresolved.class, resolver(account).resolve(PAYER, JOB));
    assertEquals(PERIOD.monthEnds().toInstant(), held.until());
    assertEquals(
        "The budget of all ($1 a day and $2 a month) is spent until 2026-12-01T00:00Z",
        held.reason());
  }
}
