package dev.otto.scheduler.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Modalities;
import dev.otto.models.Modality;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.wire.CatalogModel;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRoutesTest extends ModelApiTest {
  @Test
  void listsTheCatalog() throws Exception {
    var page = get("/external/models/catalog");
    assertEquals(
        "{\"models\":[\"openai/gpt-5\",\"openai/whisper\",\"openrouter/anthropic/claude-sonnet-4.5\"],"
            + "\"updatedAt\":1795176000000,\"source\":\"network\",\"globalDefault\":\"openai/gpt-5\","
            + "\"version\":1,\"stale\":false,\"skipped\":0}",
        page.toString());
    now = now.plus(Duration.ofHours(26));
    assertTrue(get("/external/models/catalog").path("stale").booleanValue());
  }

  @Test
  void filtersTheCatalogAndGivesDetails() throws Exception {
    assertEquals(2, get("/external/models/catalog?provider=openai").path("models").size());
    assertEquals(1, get("/external/models/catalog?search=SONNET").path("models").size());
    var detail = get("/external/models/catalog?details=true&search=whisper").path("details").get(0);
    assertEquals(
        "{\"ref\":\"openai/whisper\",\"name\":\"Whisper\",\"contextLimit\":null,\"outputLimit\":1,"
            + "\"inputCost\":0.5,\"outputCost\":null,\"reasoning\":false,\"toolCall\":false,"
            + "\"textOutput\":false,\"releaseDate\":\"2025-08\",\"status\":null,"
            + "\"attachment\":false,\"gives\":[]}",
        detail.toString());
    expect(400, "GET", "/external/models/catalog?details=maybe", "");
  }

  @Test
  void saysWhatModelsTakeAndGiveAndFindsThemByIt() throws Exception {
    for (Modality kind : Modality.values()) {
      assertTrue(CatalogModel.KINDS.contains(kind.key()));
    }
    backend.models =
        List.of(
            Model.named(GPT), able(SONNET, Set.of(Modality.TEXT, Modality.PDF, Modality.IMAGE)));
    expect(200, "POST", "/external/models/refresh", "");
    var detail = get("/external/models/catalog?details=true&takes=image").path("details");
    assertEquals(1, detail.size(), detail.toString());
    assertEquals("[\"text\",\"image\",\"pdf\"]", detail.get(0).path("takes").toString());
    assertTrue(detail.get(0).path("gives").isMissingNode(), detail.toString());
    assertTrue(detail.get(0).path("attachment").booleanValue());
    var all = "/external/models/catalog?takes=text&takes=image,pdf&gives=text";
    assertEquals(1, get(all).path("models").size());
    assertEquals(2, get("/external/models/catalog?takes=text").path("models").size());
    assertEquals(0, get("/external/models/catalog?gives=text,audio").path("models").size());
    var error = expect(400, "GET", "/external/models/catalog?takes=smell", "");
    assertTrue(error.path("message").textValue().contains("pdf, not \"smell\""), error.toString());
  }

  private static Model able(ModelRef ref, Set<Modality> takes) {
    return new Model(
        ref,
        "Able",
        Model.Limits.UNKNOWN,
        Model.Prices.UNKNOWN,
        new Model.Abilities(
            false, false, List.of(), new Modalities(takes, Set.of(Modality.TEXT), true)),
        Optional.empty(),
        Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/external/models/catalog", "/external/models/catalog?details=true"})
  void sendsAnUnchangedCatalogOnlyOnceAndPacksItWhereAsked(String path) throws Exception {
    var plain = send(request(path));
    String tag = plain.headers().firstValue("ETag").orElseThrow();
    var packed = send(request(path).header("Accept-Encoding", "br, gzip"));
    assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElseThrow());
    assertArrayEquals(
        plain.body(), new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes());
    var again = send(request(path).header("If-None-Match", tag).header("Accept-Encoding", "gzip"));
    assertEquals(304, again.statusCode());
    assertEquals(Optional.empty(), again.headers().firstValue("Content-Encoding"));
    assertEquals(0, again.body().length);
    backend.models = List.of(Model.named(GPT));
    expect(200, "POST", "/external/models/refresh", "");
    assertEquals(200, send(request(path).header("If-None-Match", tag)).statusCode());
  }

  @Test
  void refreshTellsTheDifferenceAndWhomItConcerns() throws Exception {
    expect(
        200,
        "PATCH",
        "/external/models/defaults",
        defaults("heartbeat", "\"openrouter/anthropic/claude-sonnet-4.5\""));
    backend.models = List.of(Model.named(GPT), Model.named(ModelRef.of("a/new")));
    var refreshed = expect(200, "POST", "/external/models/refresh", "{}");
    assertEquals("ok", refreshed.path("status").textValue());
    assertEquals(2, refreshed.path("count").intValue());
    assertEquals("[\"a/new\"]", refreshed.path("added").toString());
    assertEquals(2, refreshed.path("removed").size());
    assertEquals(
        "[{\"kind\":\"flow\",\"id\":\"heartbeat\","
            + "\"modelRef\":\"openrouter/anthropic/claude-sonnet-4.5\"}]",
        refreshed.path("affected").toString());
    assertEquals(
        "{\"modelRef\":\"openai/whisper\",\"reason\":\"gone\","
            + "\"message\":\"OpenCode no longer offers it\"}",
        refreshed.at("/removals/0").toString());
    var changes = get("/external/models/changes?limit=1").path("changes");
    assertEquals(1, changes.size());
    assertEquals("rest", changes.at("/0/surface").textValue());
    assertEquals(refreshed.path("removals"), changes.at("/0/removals"));
    assertEquals(refreshed.path("added"), changes.at("/0/added"));
    var use = get("/external/models/usage").path("models");
    assertEquals(
        "OpenCode no longer offers it",
        use.valueStream()
            .filter(model -> !model.path("available").booleanValue())
            .map(model -> model.path("removedBecause").textValue())
            .toList()
            .getFirst());
    expect(400, "GET", "/external/models/changes?limit=0", "");
  }

  @Test
  void anOttoOnItsOwnIsTheOnlyNodeThatCanBeNamed() throws Exception {
    var refreshed = expect(200, "POST", "/external/models/refresh?node=" + NODE, "");
    assertEquals("ok", refreshed.path("status").asText());
    assertTrue(refreshed.path("nodes").isMissingNode(), refreshed.toString());
    expect(404, "POST", "/external/models/refresh?node=nobody", "");
  }

  @Test
  void keepsTheCatalogWhereOpenCodeIsDown() throws Exception {
    backend.up = false;
    var error = expect(502, "POST", "/external/models/refresh", "");
    assertEquals("opencode_unavailable", error.path("error").textValue());
    assertEquals("cause", error.at("/details/0/path").textValue());
    assertEquals("opencode_unreachable", error.at("/details/0/message").textValue());
    var page = get("/external/models/catalog");
    assertEquals("cache", page.path("source").textValue());
    assertEquals(3, page.path("models").size());
    assertTrue(page.path("stale").booleanValue());
    assertFalse(page.path("lastError").textValue().isEmpty());
  }

  @Test
  void reloadWaitsForPromptsInFlightUnlessForced() throws Exception {
    promptsInFlight = 2;
    expect(409, "POST", "/external/models/refresh", "{\"reload\":true}");
    var forced =
        expect(200, "POST", "/external/models/refresh", "{\"reload\":true,\"force\":true}");
    assertEquals(1, forced.path("count").intValue());
    expect(400, "POST", "/external/models/refresh", "{\"reload\":\"yes\"}");
  }

  @Test
  void resolvesForAJobAndForAWorldWithoutAModel() throws Exception {
    var job = get("/external/models/resolve?jobId=with%2Fmodel");
    assertEquals("job", job.path("source").textValue());
    var without =
        get(
            "/external/models/resolve?jobId=with%2Fmodel&without=openrouter/anthropic/claude-sonnet-4.5");
    assertEquals("fallback_global_default", without.path("source").textValue());
    assertEquals(
        "[{\"rung\":\"job\",\"modelRef\":\"openrouter/anthropic/claude-sonnet-4.5\","
            + "\"outcome\":\"unavailable\"},{\"rung\":\"global_default\","
            + "\"modelRef\":\"openai/gpt-5\",\"outcome\":\"used\"}]",
        without.path("steps").toString());
    var nothing = get("/external/models/resolve?flow=heartbeat&without=openai/gpt-5");
    assertTrue(nothing.path("providerId").isNull() && nothing.path("source").isNull());
    expect(404, "GET", "/external/models/resolve?jobId=none", "");
    expect(400, "GET", "/external/models/resolve?jobId=system-model-catalog-refresh", "");
    expect(400, "GET", "/external/models/resolve", "");
    expect(400, "GET", "/external/models/resolve?flow=nothing", "");
  }

  @Test
  void showsWhoUsesWhichModel() throws Exception {
    expect(200, "PATCH", "/external/models/defaults", defaults("heartbeat", "\"openai/gpt-5\""));
    assertEquals(
        "[{\"modelRef\":\"openai/gpt-5\",\"available\":true,\"globalDefault\":true,"
            + "\"flows\":[\"heartbeat\"],\"budgets\":[],\"jobs\":[],\"runsLast7Days\":0,\"warning\":null}]",
        get("/external/models/usage").path("models").toString());
  }
}
