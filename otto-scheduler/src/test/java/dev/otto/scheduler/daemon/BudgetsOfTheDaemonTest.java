package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budgets over the REST API, in the file, and after a restart. */
class BudgetsOfTheDaemonTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String BUDGETS = "/external/budgets";
  private static final String ASK = "/external/assistant/messages";
  private static final String QUESTION = "{\"text\":\"Hello\"}";
  private static final ModelRef FREE = ModelRef.of("ollama/free");

  @TempDir Path home;
  private StandInOpenCode openCode;
  private OttoOnOpenCode otto;

  @BeforeEach
  void start() throws Exception {
    openCode = StandInOpenCode.start();
    Files.writeString(home.resolve("config.jsonc"), "{\n  // mine\n}\n");
    otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
  }

  @AfterEach
  void stop() {
    otto.close();
    openCode.close();
  }

  private static String all(String budget) {
    return "{\"budgets\":{\"all\":" + budget + "}}";
  }

  private JsonNode account() {
    return otto.get(BUDGETS).at("/accounts/0");
  }

  @Test
  void areSetReadAndInForceAtOnceAndAgainAfterARestart() throws Exception {
    assertEquals(
        "{\"budgets\":{\"all\":null,\"flows\":{},\"providers\":{},\"jobs\":{}},\"accounts\":[],"
            + "\"timeZone\":\"UTC\"}",
        otto.get(BUDGETS).toString());
    otto.call(200, "POST", ASK, QUESTION);
    otto.call(200, "PUT", BUDGETS, all("{\"usdPerDay\":5,\"tokensPerDay\":1}"));
    JsonNode account = account();
    assertTrue(account.path("spent").booleanValue(), account.toString());
    var beans = ManagementFactory.getPlatformMBeanServer();
    assertEquals(1, BeansOfOtto.read(beans, "Budgets", "SpentCount"));
    assertEquals("UTC", BeansOfOtto.read(beans, "Budgets", "TimeZone"));
    var row =
        ((TabularData) BeansOfOtto.read(beans, "Budgets", "Budgets")).get(new Object[] {"all"});
    assertEquals(
        "$5 a day, 1 tokens a day, then hold", ((CompositeData) row.get("value")).get("limits"));
    assertTrue(otto.text("/observe/metrics").contains("otto_budget_share{budget=\"all\""));
    assertTrue(account.path("usdToday").doubleValue() > 0, account.toString());
    assertEquals(account.path("tokensToday").doubleValue(), account.path("share").doubleValue());
    String file = Files.readString(home.resolve("config.jsonc"));
    assertTrue(file.contains("// mine") && file.contains("\"tokensPerDay\": 1"), file);

    JsonNode refused = otto.call(409, "POST", ASK, QUESTION);
    assertEquals("budget_spent", refused.path("error").textValue());
    JsonNode why = otto.get("/external/models/resolve?flow=interactiveAssistant");
    assertTrue(why.path("reason").textValue().startsWith("The budget of all"), why.toString());
    assertEquals("budget_spent", why.at("/steps").get(3).path("outcome").textValue());

    otto.call(200, "POST", ASK + "?overBudget=true", QUESTION);
    JsonNode audit = otto.get("/external/audit?limit=2").path("entries");
    assertEquals("assistant.over_budget", audit.get(0).path("action").textValue());
    assertEquals("budgets.change", audit.get(1).path("action").textValue());

    JsonNode before = account();
    assertTrue(
        before.path("tokensToday").longValue() > account.path("tokensToday").longValue(),
        before.toString());
    otto.close();
    otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
    assertEquals(before, account());
    otto.call(409, "POST", ASK, QUESTION);
  }

  @Test
  void aDollarBudgetThatCannotBindAModelIsRefused() {
    openCode.models(
        Stream.concat(StandInOpenCode.demoModels().stream(), Stream.of(Model.named(FREE)))
            .toList());
    otto.call(200, "POST", "/external/models/refresh", "");
    JsonNode refused = otto.call(400, "PUT", BUDGETS, all("{\"usdPerDay\":5}"));
    assertEquals(
        "all: dollars do not bind models without a price, such as "
            + FREE
            + "; set tokensPerDay too",
        refused.path("message").textValue());
    assertEquals("budgets.all.tokensPerDay", refused.at("/details/0/path").textValue());
    otto.call(200, "PUT", BUDGETS, "{\"budgets\":{\"providers\":{\"alder\":{\"usdPerDay\":5}}}}");
    otto.call(400, "PUT", BUDGETS, "{\"budgets\":{\"providers\":{\"ollama\":{\"usdPerDay\":5}}}}");
    otto.call(200, "PUT", BUDGETS, all("{\"usdPerDay\":5,\"tokensPerDay\":1000}"));
    otto.call(400, "PUT", BUDGETS, all("{\"tokensPerDay\":1000,\"whenSpent\":\"alder/nothing\"}"));
  }

  @Test
  void aRefreshThatTakesAPriceAwayIsAWarningOfTheStatus() {
    otto.call(200, "PUT", BUDGETS, all("{\"usdPerDay\":5}"));
    assertFalse(status().contains("dollars"), status());
    openCode.models(
        Stream.concat(StandInOpenCode.demoModels().stream(), Stream.of(Model.named(FREE)))
            .toList());
    otto.call(200, "POST", "/external/models/refresh", "");
    assertTrue(
        status()
            .contains("budgets.all: dollars do not bind models without a price, such as " + FREE),
        status());
    otto.call(200, "PUT", BUDGETS, all("{\"usdPerDay\":5,\"tokensPerDay\":1000}"));
    assertFalse(status().contains("dollars"), status());
  }

  private String status() {
    return otto.get("/external/system/status").toString();
  }

  @Test
  void anEditOfTheFileCountsWithinASecondIsAuditedAndABrokenOneChangesNothing() throws Exception {
    Path file = home.resolve("config.jsonc");
    Files.writeString(file, "{\"budgets\": {\"all\": {\"tokensPerDay\": 7}}}");
    await().atMost(LONG).until(() -> !account().isMissingNode());
    assertEquals(7, account().at("/budget/tokensPerDay").longValue());
    JsonNode entry = otto.get("/external/audit?limit=1").at("/entries/0");
    assertEquals("budgets.change", entry.path("action").textValue());
    assertEquals("file", entry.path("surface").textValue());
    Files.writeString(file, "{\"budgets\": {\"all\": {\"tokensPerDay\": -7}}}");
    await()
        .atMost(LONG)
        .until(() -> otto.get("/external/system/status").toString().contains("above 0"));
    assertEquals(7, account().at("/budget/tokensPerDay").longValue());
  }

  @Test
  void theOperatorIsToldOnceThatALimitIsNearlyReachedAlsoAfterARestart() throws Exception {
    otto.call(200, "POST", ASK, QUESTION);
    otto.call(200, "PUT", BUDGETS, all("{\"tokensPerDay\":1000000000}"));
    long spent = account().path("tokensToday").longValue();
    assertEquals(0, warnings().size());
    otto.call(200, "PUT", BUDGETS, all("{\"tokensPerDay\":" + (spent + 1) + "}"));
    await().atMost(LONG).until(() -> warnings().size() == 1);
    String text = warnings().getFirst().path("text").textValue();
    assertTrue(
        text.matches(
            "[89]\\d % of the budget of all \\(\\d+ tokens a day\\) is spent;"
                + " at 100 % runs are held until \\S+\\."),
        text);
    otto.close();
    otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
    otto.call(200, "POST", ASK + "?overBudget=true", QUESTION);
    otto.call(
        200,
        "PUT",
        BUDGETS,
        "{\"budgets\":{\"flows\":{\"interactiveAssistant\":{\"tokensPerDay\":1}}}}");
    await().atMost(LONG).until(() -> warnings().size() == 2);
    assertTrue(warnings().getFirst().path("text").textValue().contains("the flow"));
  }

  @Test
  void aRaiseLetsRunsGoEndsByItselfAndOutlivesARestart() throws Exception {
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"budgets\": {\"all\": {\n  // little\n  \"tokensPerDay\": 1\n}}}");
    await().atMost(LONG).until(() -> !account().isMissingNode());
    otto.call(200, "POST", ASK + "?overBudget=true", QUESTION);
    otto.call(409, "POST", ASK, QUESTION);
    String raise = "{\"tokensPerDay\":1,\"raised\":{\"tokensPerDay\":1000000,\"until\":\"%s\"}}";
    var past = OffsetDateTime.now(ZoneOffset.UTC).minusSeconds(1);
    JsonNode refused = otto.call(400, "PUT", BUDGETS, all(raise.formatted(past)));
    assertEquals("budgets.all.raised.until", refused.at("/details/0/path").textValue());

    var until = OffsetDateTime.now(ZoneOffset.UTC).plusHours(5);
    otto.call(200, "PUT", BUDGETS, all(raise.formatted(until)));
    otto.call(200, "POST", ASK, QUESTION);
    assertEquals(until.toString(), account().at("/budget/raised/until").textValue());
    assertFalse(account().path("spent").booleanValue());
    String file = Files.readString(home.resolve("config.jsonc"));
    assertTrue(file.contains("// little") && file.contains(until.toString()), file);
    JsonNode audit = otto.get("/external/audit?limit=1").at("/entries/0");
    assertTrue(audit.path("after").textValue().contains("raised"), audit.toString());
    otto.close();
    otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
    otto.call(200, "POST", ASK, QUESTION);

    var soon = OffsetDateTime.now(ZoneOffset.UTC).plusSeconds(2);
    otto.call(200, "PUT", BUDGETS, all(raise.formatted(soon)));
    await().atMost(LONG).until(() -> account().path("spent").booleanValue());
    assertTrue(account().at("/budget/raised").isMissingNode());
    otto.call(409, "POST", ASK, QUESTION);
    otto.call(200, "PUT", BUDGETS, "{\"budgets\":" + otto.get(BUDGETS).path("budgets") + "}");
    assertFalse(Files.readString(home.resolve("config.jsonc")).contains("until"));
  }

  private List<JsonNode> warnings() {
    var warnings = new ArrayList<JsonNode>();
    for (JsonNode each : otto.get("/external/notifications").path("notifications")) {
      if (each.path("source").textValue().equals("budget")) {
        warnings.add(each);
      }
    }
    return warnings;
  }

  /** One token below the budget, and at it: through Quartz, with all that the daemon has. */
  @Test
  void aChainAOneShotAndARetryRunOneTokenBelowTheBudgetAndAreHeldAtIt() {
    otto.call(200, "PUT", BUDGETS, all("{\"tokensPerDay\":1000000}"));
    otto.run(otto.job("hello"));
    long spent = account().path("tokensToday").longValue();

    budget(spent + 1);
    JsonNode failed = otto.run(chain());
    assertEquals("failed", failed.path("state").textValue(), failed.toString());
    assertEquals(3, failed.path("tries").size(), failed.toString());
    assertEquals(spent, account().path("tokensToday").longValue());
    var retried = chain();
    retried.withObject("/payload/retry").put("attempts", 2).put("delaySeconds", 1);
    String retry = otto.create(retried);
    JsonNode second = otto.finished(retry, 2);
    assertEquals(3, second.path("tries").size(), second.toString());
    JsonNode below = otto.run(otto.job("hello"));
    assertEquals("succeeded", below.path("state").textValue(), below.toString());

    budget(account().path("tokensToday").longValue());
    long prompts = openCode.asked().prompts();
    for (ObjectNode job : List.of(chain(), otto.job("hello"))) {
      JsonNode held = otto.run(job);
      assertEquals("budget_spent", held.path("errorCode").textValue(), held.toString());
      assertEquals("skipped", held.path("state").textValue(), held.toString());
    }
    assertEquals(prompts, openCode.asked().prompts());
  }

  @Test
  void aRetryThatComesDueOnceTheBudgetIsSpentIsHeldAndKeepsItsNumber() {
    otto.call(200, "PUT", BUDGETS, all("{\"tokensPerDay\":1000000}"));
    var job = otto.job("#status=429");
    job.withObject("/payload/retry").put("attempts", 2).put("delaySeconds", 3);
    String id = otto.create(job);
    otto.finished(id, 1);
    otto.run(otto.job("hello"));
    budget(account().path("tokensToday").longValue());
    long prompts = openCode.asked().prompts();
    JsonNode held = otto.finished(id, 2);
    assertEquals("budget_spent", held.path("errorCode").textValue(), held.toString());
    assertEquals(2, held.path("attempt").intValue(), held.toString());
    assertEquals(prompts, openCode.asked().prompts());
    otto.call(200, "PUT", BUDGETS, "{\"budgets\":{}}");
    JsonNode again = otto.finished(id, 3);
    assertEquals(2, again.path("attempt").intValue(), again.toString());
    assertEquals(prompts + 1, openCode.asked().prompts());
  }

  private void budget(long tokens) {
    otto.call(200, "PUT", BUDGETS, all("{\"tokensPerDay\":" + tokens + "}"));
  }

  /** A job of three models, each of which refuses. */
  private ObjectNode chain() {
    var job = otto.job("#status=429", ModelRef.of("alder/alder-4-medium"));
    job.put("onFailure", "next");
    job.putArray("fallbacks").add("basalt/basalt-4-medium");
    return job;
  }

  @Test
  void aHeldOneShotRunsOnceItsBudgetIsRaised() throws Exception {
    otto.call(200, "POST", ASK, QUESTION);
    otto.call(200, "PUT", BUDGETS, all("{\"tokensPerDay\":1}"));
    String once = otto.create(otto.job("hello").put("scheduleType", "oneshot").put("runAt", 1));
    JsonNode held = otto.finished(once, 1);
    assertEquals("skipped", held.path("state").textValue());
    assertEquals("budget_spent", held.path("errorCode").textValue());
    String runs = "/external/jobs/" + once;
    await().atMost(LONG).until(() -> !otto.get(runs).at("/job/nextRunAt").isNull());
    otto.call(200, "PUT", BUDGETS, "{\"budgets\":{}}");
    assertEquals("succeeded", otto.finished(once, 2).path("state").textValue());
  }
}
