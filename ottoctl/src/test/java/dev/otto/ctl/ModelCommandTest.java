package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.otto.models.Flow;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelCommandTest {
  private static final String DEFAULT = "alder/alder-4.5-large";
  private static final String OTHER = "basalt/basalt-4-mini";
  private static final String NANO = "alder/alder-4-nano";
  private static final String MEANWHILE = "cirrus/cirrus-4-mini";

  private static final String OF_NODES =
      """
      {"status": "partial", "updatedAt": 1, "count": 2, "added": [], "removed": [], "removals": [],
       "affected": [], "nodes": [
        {"node": "one", "state": "refreshed", "count": 2, "message": null},
        {"node": "other", "state": "unavailable", "count": 2, "message": "it is off"}]}
      """;

  @AutoClose private static Daemon daemon;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    daemon = Daemon.start(home);
  }

  @BeforeEach
  void inheritEverywhere() {
    for (String flow : Flow.keys()) {
      daemon.run("model", "defaults", "set", flow, "inherit", "--plain").ok();
    }
  }

  // model list

  @Test
  void setsAllThatAFlowAsksOfItsModel() {
    String thinking = "alder/alder-4.5-large";
    String[] set = {"model", "defaults", "set", "heartbeat"};
    daemon
        .run(with(set, thinking, "--variant", "high", "--only-provider", "alder", "--strict"))
        .ok();
    String shown = daemon.atTerminal("model", "defaults").ok().out();
    assertTrue(shown.contains(thinking + "  (effort high; nothing else; only of alder)"), shown);
    var changed = daemon.run(with(set, "alder/alder-4-nano", "--on-failure", "next")).ok();
    assertTrue(changed.err().contains("variant \"high\" was dropped"), changed.err());
    shown = daemon.run("model", "defaults").ok().out();
    assertTrue(
        shown.contains("alder/alder-4-nano\tnothing else; only of alder; next on failure"), shown);
    daemon.run(with(set, "inherit", "--plain")).ok();
    shown = daemon.run("model", "defaults").ok().out();
    assertTrue(shown.contains("heartbeat\tinherit\n"), shown);
  }

  @Test
  void aChangeOfAnotherFlowInTheMeantimeIsNoObstacle() {
    daemon.beforeChange(() -> setMeanwhile(Flow.WATCHDOG_FAILURES));
    daemon.run("model", "defaults", "set", "heartbeat", NANO, "--strict").ok();
    String shown = daemon.run("model", "defaults").ok().out();
    assertTrue(shown.contains("heartbeat\t" + NANO + "\tnothing else"), shown);
    assertTrue(shown.contains("watchdogFailures\t" + MEANWHILE), shown);
  }

  @Test
  void aFlowThatSomebodyElseChangedInTheMeantimeIsAConflict() {
    daemon.beforeChange(() -> setMeanwhile(Flow.HEARTBEAT));
    var late = daemon.run("model", "defaults", "set", "heartbeat", NANO, "--strict");
    assertEquals(5, late.exit(), late.err());
    assertTrue(late.err().contains("Somebody else changed the default of heartbeat"), late.err());
    String shown = daemon.run("model", "defaults").ok().out();
    assertTrue(shown.contains("heartbeat\t" + MEANWHILE + "\n"), shown);
  }

  private static void setMeanwhile(Flow flow) {
    var update = FlowDefaultsUpdate.set(flow, Optional.of(ModelRef.of(MEANWHILE)));
    var unused =
        daemon.otto.flowDefaults().change(new Actor("somebody else", Surface.REST), update);
  }

  private static String[] with(String[] first, String... more) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void whatNamesNoModelIsRefusedInTheWordsOfTheCommandLine() {
    for (String wrong : List.of("", "alder", "INHERIT", "alder/", "/alder", "alder/al der")) {
      var refused = daemon.run("model", "defaults", "set", "heartbeat", wrong);
      assertEquals(2, refused.exit());
      assertTrue(refused.err().contains("ottoctl model list"), refused.err());
    }
  }

  @Test
  void listsAsTheEarlierCommandLineDidInAPipe() {
    var snapshot = daemon.otto.models().catalog().snapshot();
    var expected = new ArrayList<String>();
    expected.add("source\tnetwork");
    expected.add("updatedAt\t" + snapshot.updatedAt().toEpochMilli());
    expected.add("model");
    expected.addAll(references());
    assertEquals(expected, daemon.run("model", "list").ok().lines());
  }

  @Test
  void listsReferencesAloneAndAsOneDocument() {
    assertEquals(references(), daemon.run("model", "list", "-o", "name").ok().lines());
    var json = daemon.run("model", "list", "-o", "json").ok().json();
    assertEquals(645, json.getAsJsonArray("models").size());
    assertEquals(DEFAULT, json.get("globalDefault").getAsString());
  }

  @Test
  void listsForAPersonAndTellsHowOldItIsBesideTheList() {
    var shown = daemon.atTerminal("model", "list", "--provider", "alder", "--search", "4.5-large");
    assertEquals(0, shown.exit(), shown.err());
    assertTrue(shown.lines().contains(DEFAULT));
    assertTrue(shown.lines().stream().allMatch(line -> line.startsWith("alder/")), shown.out());
    assertTrue(shown.err().contains("network"), shown.err());
    assertTrue(shown.err().contains("global default " + DEFAULT), shown.err());
  }

  @Test
  void listsWhatTakesAndGivesWhatIsNeeded() {
    var seeing =
        daemon.run("model", "list", "--takes", "image,pdf", "--gives", "text", "--details");
    String first = seeing.ok().lines().stream().filter(it -> it.contains("/")).findFirst().get();
    assertTrue(first.startsWith("alder/alder-vision-"), first);
    var table =
        daemon.atTerminal("model", "list", "--search", "iris-canvas-3-mini", "--details").ok();
    assertTrue(table.out().contains("text,image"), table.out());
    assertTrue(
        daemon
            .run("model", "list", "--takes", "smell")
            .err()
            .contains("takes must be one of text, image"));
  }

  @Test
  void listsLimitsAndPricesInColumns() {
    var shown = daemon.atTerminal("model", "list", "--search", DEFAULT, "--details").ok();
    assertTrue(shown.lines().getFirst().matches("MODEL +CONTEXT +OUTPUT +\\$ IN.*"), shown.out());
    var plain = daemon.run("model", "list", "--search", DEFAULT, "--details").ok();
    assertEquals(5, plain.lines().get(3).split("\t", -1).length, plain.out());
  }

  // model refresh

  @Test
  void refreshTellsWhatIsNewAndTheServerHasIt() {
    var models = new ArrayList<>(StandInOpenCode.demoModels());
    try {
      models.add(Model.named(ModelRef.of("alder/alder-9")));
      daemon.openCode.models(models);
      assertTrue(daemon.atTerminal("model", "refresh").ok().lines().contains("+ alder/alder-9"));
      assertEquals(646, daemon.otto.models().catalog().snapshot().size());
    } finally {
      daemon.openCode.models(StandInOpenCode.demoModels());
    }
    var back = daemon.run("model", "refresh").ok();
    long at = daemon.otto.models().catalog().snapshot().updatedAt().toEpochMilli();
    assertEquals(List.of("status\tok", "updatedAt\t" + at, "count\t645"), back.lines());
    assertTrue(daemon.run("model", "refresh", "-o", "json").ok().json().has("removed"));
  }

  @Test
  void refreshOfSeveralNodesTellsWhatEachDid() throws Exception {
    var several = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var asked = new AtomicReference<String>();
    several.createContext(
        "/",
        exchange -> {
          asked.set(exchange.getRequestURI().toString());
          byte[] body = OF_NODES.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    several.start();
    try {
      String url = "http://127.0.0.1:" + several.getAddress().getPort();
      var lines = daemon.run("model", "refresh", "--url", url);
      assertEquals(1, lines.exit(), lines.err());
      assertTrue(
          lines
              .out()
              .endsWith("node\tone\trefreshed\t2\t-\nnode\tother\tunavailable\t2\tit is off\n"),
          lines.out());
      var person = daemon.atTerminal("model", "refresh", "--url", url, "--node", "one");
      assertTrue(person.out().contains("WHY") && person.out().contains("it is off"), person.out());
      assertEquals("/external/models/refresh?node=one", asked.get());
    } finally {
      several.stop(0);
    }
    assertEquals(3, daemon.run("model", "refresh", "--node", "nobody").exit());
  }

  @Test
  void refreshTellsWhyEachModelWentAndSoDoesTheListOfChanges() {
    Model old = model("alder/alder-3-nano");
    try {
      daemon
          .openCode
          .models(
              StandInOpenCode.demoModels().stream()
                  .filter(model -> !model.ref().providerId().equals("iris"))
                  .filter(model -> !model.equals(old))
                  .filter(model -> !model.equals(model("alder/alder-3-mini")))
                  .toList())
          .deprecated(List.of(old));
      List<String> shown = daemon.atTerminal("model", "refresh").ok().lines();
      List<String> removed =
          List.of(
              "- alder/alder-3-mini  OpenCode no longer offers it",
              "- alder/alder-3-nano  deprecated by its provider",
              "- iris/iris-3-mini  its provider is not connected in OpenCode");
      assertTrue(shown.containsAll(removed), shown.toString());
      List<String> changes = daemon.atTerminal("model", "changes", "--limit", "1").ok().lines();
      assertTrue(
          changes.getFirst().endsWith("607 models, 0 added, 38 removed, by api-token"),
          changes::toString);
      assertTrue(changes.containsAll(removed.stream().map(line -> "  " + line).toList()));
      String plain = daemon.run("model", "changes", "--limit", "1").ok().out();
      assertTrue(plain.contains("\tremoved\talder/alder-3-nano\tdeprecated\n"), plain);
      assertTrue(plain.contains("\tiris/iris-3-mini\tprovider_disconnected\n"), plain);
    } finally {
      daemon.openCode.models(StandInOpenCode.demoModels()).deprecated(List.of());
      daemon.run("model", "refresh").ok();
    }
  }

  @Test
  void replacesAModelWhereverItIsNamedAndTakesThatBack() {
    String gone = "alder/alder-9";
    daemon
        .run("model", "defaults", "set", "heartbeat", gone, "--allow-unavailable", "--strict")
        .ok();
    String[] create = {
      "task", "create", "--id", "replaced", "--type", "t", "--at", "2100-01-01T00:00:00Z"
    };
    daemon.run(with(create, "--prompt", "hi")).ok();
    daemon.run("task", "set-model", "replaced", gone, "--allow-unavailable").ok();
    var preview = daemon.run("model", "replace", gone, OTHER, "--dry-run").ok();
    assertEquals(
        List.of(
            "flow\theartbeat\t" + gone + "  (nothing else)\t" + OTHER + "  (nothing else)",
            "job\treplaced\t" + gone + "\t" + OTHER),
        preview.lines());
    assertTrue(daemon.run("model", "defaults").ok().out().contains(gone));

    var refused = daemon.run("model", "replace", gone, "alder/alder-8");
    assertEquals(2, refused.exit(), refused.err());
    var done = daemon.run("model", "replace", gone, OTHER, "-o", "json").ok();
    assertFalse(daemon.run("model", "defaults").ok().out().contains(gone));
    String id = done.json().get("id").getAsString();
    assertEquals(2, daemon.run("model", "replace", "--undo", id).ok().lines().size());
    String shown = daemon.run("model", "defaults").ok().out();
    assertTrue(shown.contains("heartbeat\t" + gone + "\tnothing else"), shown);
    assertEquals(2, daemon.run("model", "replace", gone).exit());
    daemon.run("task", "cancel", "replaced").ok();
  }

  @Test
  void tellsWhatPastWorkWouldHaveCostWithAnotherModel() {
    daemon.run("ask", "What does that cost?").ok();
    String[] whatIf = {"model", "whatif", "--from", DEFAULT};
    var answer = daemon.run(with(whatIf, "--to", NANO, "--since", "7d")).ok();
    assertTrue(answer.out().startsWith("(assistant)\t"), answer.out());
    assertTrue(answer.err().contains(NANO + " cannot call tools, which it uses"), answer.err());
    var shown = daemon.atTerminal(with(whatIf, "--to", DEFAULT)).ok();
    assertTrue(shown.out().contains("WOULD COST"), shown.out());
    assertTrue(shown.err().contains("runs and messages of " + DEFAULT + " cost $"), shown.err());
    assertEquals(2, daemon.run(whatIf).exit());
    assertEquals(2, daemon.run("model", "whatif", "--to", DEFAULT).exit());
    assertEquals(2, daemon.run(with(whatIf, "--to", "alder/none")).exit());
    assertEquals(2, daemon.run(with(whatIf, "--to", NANO, "--since", "long")).exit());
  }

  private static Model model(String ref) {
    return StandInOpenCode.demoModels().stream()
        .filter(model -> model.ref().equals(ModelRef.of(ref)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void refreshWithReloadHasOpenCodeReadItsConfiguration() {
    assertEquals("status\tok", daemon.run("model", "refresh", "--reload").ok().lines().getFirst());
  }

  // model defaults

  @Test
  void showsTheFourDefaultsInTheirOrder() {
    daemon.run("model", "defaults", "set", "heartbeat", OTHER).ok();
    assertEquals(
        List.of(
            "interactiveAssistant\tinherit",
            "scheduledTasks\tinherit",
            "heartbeat\t" + OTHER,
            "watchdogFailures\tinherit"),
        daemon.run("model", "defaults", "show").ok().lines());
    assertEquals(
        List.of("inherit", "inherit", OTHER, "inherit"),
        daemon.run("model", "defaults", "show", "-o", "name").ok().lines());
    var json = daemon.run("model", "defaults", "show", "-o", "json").ok().json();
    var flows = json.getAsJsonObject("flowDefaults");
    assertEquals(OTHER, flows.get("heartbeat").getAsString());
    assertTrue(flows.get("scheduledTasks").isJsonNull());
    var table = daemon.atTerminal("model", "defaults", "show").ok().lines();
    assertEquals("FLOW                  DEFAULT", table.getFirst());
    assertEquals("heartbeat             " + OTHER, table.get(3));
  }

  @ParameterizedTest
  @MethodSource("dev.otto.models.Flow#values")
  void setsOneDefaultAndLeavesTheOthers(Flow flow) {
    var set = daemon.run("model", "defaults", "set", flow.key(), OTHER).ok();
    assertTrue(set.lines().contains(flow.key() + "\t" + OTHER), set.out());
    for (Flow each : Flow.values()) {
      var expected =
          each.equals(flow) ? Optional.of(ModelRef.of(OTHER)) : Optional.<ModelRef>empty();
      assertEquals(expected, daemon.otto.flowDefaults().current().get(each));
    }
    daemon.run("model", "defaults", "set", flow.key(), "inherit").ok();
    assertEquals(Optional.empty(), daemon.otto.flowDefaults().current().get(flow));
  }

  @Test
  void aDryRunChecksAndChangesNothing() {
    var dry = daemon.run("model", "defaults", "set", "heartbeat", OTHER, "--dry-run").ok();
    assertTrue(dry.lines().contains("heartbeat\t" + OTHER), dry.out());
    assertUnset(Flow.HEARTBEAT);
  }

  @Test
  void anUnknownModelIsRefusedWithNearMatchesBeforeAnyChange() {
    var refused = daemon.run("model", "defaults", "set", "heartbeat", "alder/alder-4.5-larg");
    assertEquals(2, refused.exit());
    assertEquals("", refused.out());
    assertTrue(refused.err().contains("near matches: " + DEFAULT), refused.err());
    assertUnset(Flow.HEARTBEAT);
    assertEquals(
        2, daemon.run("model", "defaults", "set", "heartbeat", "no-slash", "--dry-run").exit());
  }

  @Test
  void anUnknownModelIsTakenWhereOneInsists() {
    daemon.run("model", "defaults", "set", "heartbeat", "alder/soon", "--allow-unavailable").ok();
    var usage = daemon.run("model", "usage").ok();
    assertTrue(usage.lines().contains("alder/soon\tmissing\theartbeat\t-\t0"), usage.out());
    assertTrue(usage.lines().contains(DEFAULT + "\tyes\t-\t-\t0"), usage.out());
    var explained = daemon.run("model", "explain", "heartbeat").ok();
    assertTrue(explained.lines().contains("source\tfallback_global_default"), explained.out());
  }

  @Test
  void aModelThatCannotWriteIsRefused() {
    var refused = daemon.run("model", "defaults", "set", "heartbeat", "iris/iris-canvas-4-large");
    assertEquals(2, refused.exit(), refused.err());
    assertUnset(Flow.HEARTBEAT);
  }

  @Test
  void aWrongFlowIsRefusedWithTheFourNames() {
    for (String form : List.of("plain", "json")) {
      var refused = daemon.run("model", "defaults", "set", "hartbeat", OTHER, "-o", form);
      assertEquals(2, refused.exit());
      assertEquals("", refused.out());
      Flow.keys().forEach(flow -> assertTrue(refused.err().contains(flow), refused.err()));
    }
  }

  // model explain

  @Test
  void explainsAFlowStepByStep() {
    assertEquals(
        List.of("model\t" + DEFAULT, "source\tglobal_default", "requested\t-"),
        daemon.run("model", "explain", "scheduledTasks").ok().lines().subList(0, 3));
    daemon.run("model", "defaults", "set", "scheduledTasks", OTHER).ok();
    assertEquals(
        List.of(OTHER), daemon.run("model", "explain", "scheduledTasks", "-o", "name").lines());
    var shown = daemon.atTerminal("model", "explain", "scheduledTasks").ok();
    assertEquals(OTHER + "  flow_default", shown.lines().getFirst());
    assertTrue(shown.lines().size() > 2, shown.out());
  }

  @Test
  void explainsATaskAndWhatWouldBeWithoutItsModel() {
    daemon.task("explained", "Say hello.");
    daemon.run("task", "set-model", "explained", OTHER).ok();
    var now = daemon.run("model", "explain", "--task", "explained", "-o", "json").ok().json();
    assertEquals("job", now.get("source").getAsString());
    var then = daemon.run("model", "explain", "--task", "explained", "--without", OTHER).ok();
    assertEquals("model\t" + DEFAULT, then.lines().getFirst());
    assertEquals("source\tfallback_global_default", then.lines().get(1));
    assertEquals(Optional.of(OTHER), daemon.modelOf("explained"));
    assertEquals(3, daemon.run("model", "explain", "--task", "nobody").exit());
    assertEquals(2, daemon.run("model", "explain", "heartbeat", "--task", "explained").exit());
  }

  private static void assertUnset(Flow flow) {
    assertFalse(daemon.otto.flowDefaults().current().get(flow).isPresent());
  }

  private static List<String> references() {
    return daemon.otto.models().catalog().snapshot().models().stream()
        .map(model -> model.ref().toString())
        .toList();
  }
}
