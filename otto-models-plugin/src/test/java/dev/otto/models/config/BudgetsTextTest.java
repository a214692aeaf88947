package dev.otto.models.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Budget;
import dev.otto.models.BudgetRaise;
import dev.otto.models.BudgetScope;
import dev.otto.models.Budgets;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetsTextTest {
  private static final String TEXT =
      """
      {
        // what it may cost
        "budgets": {
          "all": { "usdPerDay": 20, "usdPerMonth": 300.50, "whenSpent": "hold" }, // enough
          "flows": { "heartbeat": { "tokensPerDay": 2000000, "whenSpent": "ollama/qwen3" } },
          "providers": { "openai": { "usdPerDay": 5 } },
          "jobs": { "nightly report": { "tokensPerDay": 5 }, "off": null }
        }
      }
      """;

  private static Budgets read(String text) throws BrokenFileException {
    return BudgetsText.read(Jsonc.parse(text));
  }

  @Test
  void readsEachScope() throws Exception {
    assertEquals(
        Map.of(
            BudgetScope.ALL,
            new Budget(20.0, 300.5, null, Optional.empty()),
            BudgetScope.of(Flow.HEARTBEAT),
            new Budget(null, null, 2_000_000L, ModelRef.parse("ollama/qwen3")),
            BudgetScope.ofProvider("openai"),
            new Budget(5.0, null, null, Optional.empty()),
            BudgetScope.ofJob("nightly report"),
            new Budget(null, null, 5L, Optional.empty())),
        read(TEXT).byScope());
    assertTrue(read("{}").isEmpty());
    assertTrue(read("{\"budgets\": null}").isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"all\": 5}                               | this must be an object in { }",
        "{\"al\": {}}                               | there is no key \"al\" here; the keys are all,"
            + " flows, providers, jobs",
        "{\"flows\": {\"heartbaet\": {}}}           | there is no key \"heartbaet\" here; the keys are"
            + " interactiveAssistant, scheduledTasks, heartbeat, watchdogFailures",
        "{\"all\": {}}                              | all: this sets no limit; give usdPerDay,"
            + " usdPerMonth or tokensPerDay",
        "{\"jobs\": {\"x\": {\"usdPerDay\": 0}}}    | this is not a number above 0",
        "{\"jobs\": {\"x\": {\"usdPerDay\": \"5\"}}} | this is not a number above 0",
        "{\"jobs\": {\"x\": {\"tokensPerDay\": 1.5}}} | this is not a whole number above 0",
        "{\"all\": {\"usdPerDay\": 1, \"whenSpent\": \"stop\"}} | this is not known; write \"hold\","
            + " or the provider/model to use then"
      })
  void saysWhatIsWrong(String budgets, String problem) {
    var broken =
        assertThrows(
            BrokenFileException.class, () -> read("{\"budgets\": " + budgets.strip() + "}"));
    assertEquals(1, broken.problems().size(), broken.problems()::toString);
    assertTrue(
        broken.problems().get(0).toString().endsWith("budgets: " + problem),
        broken.problems().get(0).toString());
  }

  @Test
  void changesWhatDiffersAndKeepsTheRest() throws Exception {
    Budgets before = read(TEXT);
    var changed = new HashMap<>(before.byScope());
    changed.put(BudgetScope.ALL, new Budget(7.25, null, 10L, ModelRef.parse("a/b")));
    changed.remove(BudgetScope.ofProvider("openai"));
    changed.put(BudgetScope.ofJob("new"), new Budget(null, null, 1L, Optional.empty()));
    var after = new Budgets(changed);

    String text = BudgetsText.change(Jsonc.parse(TEXT), before, after).text();

    assertEquals(after, read(text));
    assertTrue(text.contains("// what it may cost") && text.contains("// enough"), text);
    assertTrue(
        text.contains(
            "\"all\": { \"usdPerDay\": 7.25, \"tokensPerDay\": 10, \"whenSpent\": \"a/b\" }, //"),
        text);
    assertTrue(text.contains("\"openai\": null"), text);
  }

  private static final String RAISED =
      """
      {"budgets": {"all": {
        "usdPerDay": 20, // enough
        "raised": { "usdPerDay": 40, "until": "2026-12-24T18:00:00+01:00" }
      }}}
      """;

  private static Budget raised(double usdPerDay, String until) {
    var limits = new Budget(usdPerDay, null, null, Optional.empty());
    var raise = new BudgetRaise(limits, OffsetDateTime.parse(until));
    return new Budget(20.0, null, null, Optional.empty(), Optional.of(raise));
  }

  @Test
  void readsARaiseAndChangesItAlone() throws Exception {
    Budgets before = read(RAISED);
    assertEquals(
        Map.of(BudgetScope.ALL, raised(40, "2026-12-24T18:00:00+01:00")), before.byScope());
    var after = new Budgets(Map.of(BudgetScope.ALL, raised(50, "2026-12-25T00:00:00+01:00")));
    String text = BudgetsText.change(Jsonc.parse(RAISED), before, after).text();
    assertEquals(after, read(text));
    assertTrue(text.contains("// enough"), text);
    Budgets without = after.at(Instant.parse("2026-12-24T23:00:00Z"));
    assertEquals(
        new Budget(20.0, null, null, Optional.empty()), without.byScope().get(BudgetScope.ALL));
    String ended = BudgetsText.change(Jsonc.parse(text), after, without).text();
    assertEquals(without, read(ended));
    assertTrue(ended.contains("// enough"), ended);
    String again = BudgetsText.change(Jsonc.parse(ended), without, after).text();
    assertEquals(after, read(again));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"usdPerDay\": 40} | a raise ends; write until as a time such as 2026-12-24T00:00:00+01:00",
        "{\"usdPerDay\": 40, \"until\": \"noon\"} | a raise ends; write until as a time such as"
            + " 2026-12-24T00:00:00+01:00",
        "{\"until\": \"2026-12-24T00:00:00Z\"} | all.raised: this sets no limit; give usdPerDay,"
            + " usdPerMonth or tokensPerDay",
        "{\"usdPerDay\": 20, \"until\": \"2026-12-24T00:00:00Z\"} | all: raised.usdPerDay is not above"
            + " usdPerDay",
        "{\"tokensPerDay\": 20, \"until\": \"2026-12-24T00:00:00Z\"} | all: raised.tokensPerDay raises"
            + " nothing, because tokensPerDay is not set",
        "{\"whenSpent\": \"hold\"} | there is no key \"whenSpent\" here; the keys are usdPerDay,"
            + " usdPerMonth, tokensPerDay, until"
      })
  void saysWhatIsWrongWithARaise(String raise, String problem) {
    String text =
        "{\"budgets\": {\"all\": {\"usdPerDay\": 20, \"raised\": " + raise.strip() + "}}}";
    var broken = assertThrows(BrokenFileException.class, () -> read(text));
    assertTrue(
        broken.problems().get(0).toString().endsWith("budgets: " + problem),
        broken.problems().get(0).toString());
  }

  @Test
  void writesIntoAFileWithoutBudgets() throws Exception {
    var after = new Budgets(Map.of(BudgetScope.ALL, new Budget(1.5, null, null, Optional.empty())));
    String text = BudgetsText.change(Jsonc.parse("{}\n"), Budgets.NONE, after).text();
    assertEquals(after, read(text));
  }
}
