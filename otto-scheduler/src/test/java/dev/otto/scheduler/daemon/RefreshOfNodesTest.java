package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalogs of two Ottos that share a database, each with an OpenCode of its own. */
class RefreshOfNodesTest {
  private static final String REFRESH = "/external/models/refresh";
  private static final ModelRef NEW = ModelRef.of("alder/brand-new");

  private static String address;
  private static StandInOpenCode openCodeOfOne;
  private static StandInOpenCode openCodeOfOther;
  private static Database rows;
  private static OttoOnOpenCode one;
  private static OttoOnOpenCode other;

  /** How far the clock of the other one's catalog is ahead. */
  private static volatile Duration ahead = Duration.ZERO;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    address = TestDatabase.address(folder).url();
    openCodeOfOne = StandInOpenCode.start();
    openCodeOfOther = StandInOpenCode.start();
    rows = TestDatabase.shared(address);
    one = node(folder, "one", address, openCodeOfOne, InstantSource.system());
    other =
        node(
            folder,
            "other",
            address,
            openCodeOfOther,
            () -> InstantSource.system().instant().plus(ahead));
    await()
        .atMost(OttoOnOpenCode.LONG)
        .until(
            () ->
                rows.read(
                    tx ->
                        tx.queryNumber(
                                "SELECT count(DISTINCT instance_name) FROM qrtz_scheduler_state")
                            == 2));
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
    rows.close();
    openCodeOfOne.close();
    openCodeOfOther.close();
  }

  @BeforeEach
  void asAtFirst() {
    for (StandInOpenCode openCode : List.of(openCodeOfOne, openCodeOfOther)) {
      openCode.failure(FailureMode.NONE).models(StandInOpenCode.demoModels());
    }
    one.call(200, "POST", REFRESH, "");
    assertFalse(lists(one, NEW) || lists(other, NEW));
  }

  @Test
  void aNewModelIsAtBothAfterARequestToOneOfThem() {
    long since = newestEntry();
    openCodeOfOne.models(withNew());
    openCodeOfOther.models(withNew());
    JsonNode answer = one.call(200, "POST", REFRESH, "");
    assertEquals("ok", answer.path("status").asText(), "" + answer);
    assertEquals(List.of(NEW.toString()), texts(answer.path("added")));
    assertEquals("{one=refreshed, other=refreshed}", states(answer));
    assertEquals(withNew().size(), answer.at("/nodes/1/count").asInt(), "" + answer);
    assertTrue(lists(one, NEW) && lists(other, NEW));
    // Each has audited its own, as asked for by the same client.
    assertEquals(Set.of("one", "other"), nodesWithEntries(since, "api-token", NEW.toString()));
  }

  @Test
  void aFailureIsToldAndTheOtherListIsNew() {
    openCodeOfOne.models(withNew());
    openCodeOfOther.failure(FailureMode.BROKEN_CONFIG);
    JsonNode answer = one.call(200, "POST", REFRESH, "");
    assertEquals("partial", answer.path("status").asText(), "" + answer);
    assertEquals("{one=refreshed, other=unavailable}", states(answer));
    assertFalse(answer.at("/nodes/1/message").asText().isBlank(), "" + answer);
    assertEquals(
        StandInOpenCode.demoModels().size(), answer.at("/nodes/1/count").asInt(), "" + answer);
    assertTrue(lists(one, NEW));
    // The one that failed answers the same way, and keeps its list.
    JsonNode own = other.call(200, "POST", REFRESH, "");
    assertEquals("{one=refreshed, other=unavailable}", states(own));
    assertEquals(StandInOpenCode.demoModels().size(), own.path("count").asInt(), "" + own);
    assertEquals(List.of(), texts(own.path("added")));
    assertTrue(other.get("/external/models/catalog").path("stale").asBoolean());
    JsonNode refused = one.call(502, "POST", REFRESH + "?node=other", "");
    assertTrue(refused.path("message").asText().contains("node other: "), "" + refused);
  }

  @Test
  void onlyTheNodeThatIsNamedAsksItsOpenCode() {
    long since = newestEntry();
    openCodeOfOne.models(withNew());
    openCodeOfOther.models(withNew());
    JsonNode answer = one.call(200, "POST", REFRESH + "?node=other", "{\"reload\":true}");
    assertEquals("{other=refreshed}", states(answer));
    assertEquals(StandInOpenCode.demoModels().size(), answer.path("count").asInt(), "" + answer);
    assertTrue(lists(other, NEW) && !lists(one, NEW));
    assertEquals(Set.of("other"), nodesWithEntries(since, "api-token", "reload"));
    assertEquals("{one=refreshed}", states(one.call(200, "POST", REFRESH + "?node=one", "")));
    assertTrue(lists(one, NEW));
    one.call(404, "POST", REFRESH + "?node=nobody", "");
    // The reload is followed by a refresh of its own, which must not reach into the next test.
    await()
        .atMost(OttoOnOpenCode.LONG)
        .until(
            () ->
                nodesWithEntries(since, "opencode-reload", "\"outcome\":\"done\"")
                    .equals(Set.of("other")));
  }

  @Test
  void aNodeThatDoesNotRunIsNotWaitedFor() {
    rows.write(
        tx -> tx.update("INSERT INTO nodes (id, opencode_url) VALUES ('absent', 'http://absent')"));
    try {
      JsonNode answer = one.call(200, "POST", REFRESH, "");
      assertEquals("ok", answer.path("status").asText(), "" + answer);
      assertEquals("{absent=gone, one=refreshed, other=refreshed}", states(answer));
      assertTrue(answer.at("/nodes/0/count").isNull(), "" + answer);
      one.call(409, "POST", REFRESH + "?node=absent", "");
    } finally {
      rows.write(tx -> tx.update("DELETE FROM nodes WHERE id = 'absent'"));
    }
  }

  @Test
  void theJobThatRefreshesOneHasAllOthersDoSo(@TempDir Path folder) throws Exception {
    openCodeOfOne.models(withNew());
    openCodeOfOther.models(withNew());
    rows.write(
        tx ->
            tx.update("UPDATE jobs SET next_run_at = 1 WHERE id = 'system-model-catalog-refresh'"));
    // A node that starts looks at once for jobs that are due.
    try (var openCode = StandInOpenCode.start();
        var _ = node(folder, "third", address, openCode, InstantSource.system())) {
      await().atMost(OttoOnOpenCode.LONG).until(() -> lists(one, NEW) && lists(other, NEW));
    } finally {
      rows.write(tx -> tx.update("DELETE FROM nodes WHERE id = 'third'"));
    }
  }

  @Test
  void aCatalogThatNobodyHasRefreshedInTimeIsRefreshedByItsNode() {
    long since = newestEntry();
    openCodeOfOther.models(withNew());
    try {
      ahead = Duration.ofHours(26);
      await().atMost(OttoOnOpenCode.LONG).until(() -> lists(other, NEW));
      // The list is in force a moment before the audit says so.
      await()
          .atMost(OttoOnOpenCode.LONG)
          .until(() -> nodesWithEntries(since, "overdue", NEW.toString()).equals(Set.of("other")));
    } finally {
      ahead = Duration.ZERO;
    }
  }

  @Test
  void thePageSaysWhatEachNodeDid() throws Exception {
    openCodeOfOther.failure(FailureMode.BROKEN_CONFIG);
    String base =
        new ObjectMapper().readTree(one.paths().daemon().toFile()).path("controlPlane").asText();
    try (var browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
      post(browser, base, "/login", "token=" + encoded(one.token()));
      String models =
          browser
              .send(
                  HttpRequest.newBuilder(URI.create(base + "/models")).build(),
                  BodyHandlers.ofString())
              .body();
      var form = Pattern.compile("name=\"_form\" value=\"([^\"]+)\"").matcher(models);
      assertTrue(form.find(), models);
      String part = post(browser, base, "/models/refresh", "_form=" + encoded(form.group(1)));
      assertTrue(part.contains("<bdi>one</bdi>") && part.contains("<bdi>other</bdi>"), part);
      assertTrue(part.contains(">refreshed</span>"), part);
      assertTrue(part.contains(">unavailable</span>"), part);
    }
  }

  private static String post(HttpClient browser, String base, String path, String form)
      throws Exception {
    return browser
        .send(
            HttpRequest.newBuilder(URI.create(base + path))
                .header("Origin", base)
                .header("Sec-Fetch-Site", "same-origin")
                .header("HX-Request", "true")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode entries() {
    return other.get("/external/audit?search=catalog.refresh").path("entries");
  }

  private static long newestEntry() {
    return entries().at("/0/id").asLong();
  }

  /** Returns the nodes whose newer entries are of this actor and have this text. */
  private static Set<String> nodesWithEntries(long since, String actor, String text) {
    var nodes = new TreeSet<String>();
    for (JsonNode entry : entries()) {
      if (entry.path("id").asLong() > since
          && entry.path("actor").asText().equals(actor)
          && entry.toString().contains(text)) {
        nodes.add(entry.path("node").asText());
      }
    }
    return nodes;
  }

  private static List<Model> withNew() {
    var models = new ArrayList<>(StandInOpenCode.demoModels());
    models.add(Model.named(NEW));
    return models;
  }

  private static boolean lists(OttoOnOpenCode node, ModelRef ref) {
    return texts(node.get("/external/models/catalog").path("models")).contains(ref.toString());
  }

  private static String states(JsonNode answer) {
    var states = new TreeMap<String, String>();
    answer
        .path("nodes")
        .forEach(node -> states.put(node.path("node").asText(), node.path("state").asText()));
    return states.toString();
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static OttoOnOpenCode node(
      Path folder, String name, String address, StandInOpenCode openCode, InstantSource clock)
      throws Exception {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"database\":{\"url\":\"%s\"},\"node\":{\"name\":\"%s\"}}".formatted(address, name));
    var variables =
        Map.of(
            "OTTO_HOME",
            home.toString(),
            "OTTO_OPENCODE_URL",
            openCode.url().toString(),
            "OTTO_EXTERNAL_API_PORT",
            "0",
            "OTTO_CONTROL_PLANE_PORT",
            "0");
    return new OttoOnOpenCode(
        new Environment(variables, home, clock, ZoneId.of("UTC"), RandomGenerator.getDefault()),
        (_, _, _) -> TestDatabase.shared(address, name));
  }
}
