package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.opencode.RealOpenCode.BETA;
import static dev.otto.scheduler.opencode.RealOpenCode.ELSEWHERE;
import static dev.otto.scheduler.opencode.RealOpenCode.GAMMA;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reasons for which models go, as OpenCode itself lets one see them. */
class RemovalsOnRealOpenCodeTest extends OnRealOpenCode {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aRefreshSaysWhyEachModelWent() throws Exception {
    openCode.addChoices(Map.of());
    reload();
    var config = (ObjectNode) JSON.readTree(openCode.config().toFile());
    var providers = (ObjectNode) config.path("provider");
    providers.remove(ELSEWHERE.providerId());
    var models = (ObjectNode) providers.at("/fake/models");
    models.remove(GAMMA.modelId());
    ((ObjectNode) models.path(BETA.modelId())).put("status", "deprecated");
    Files.writeString(openCode.config(), config.toPrettyString());

    JsonNode answer =
        otto.call(200, "POST", "/external/models/refresh", "{\"reload\":true,\"force\":true}");

    assertEquals(
        Map.of(
            BETA.toString(), "deprecated",
            GAMMA.toString(), "gone",
            ELSEWHERE.toString(), "provider_disconnected"),
        reasons(answer.path("removals")));
    JsonNode onRecord = otto.get("/external/models/changes?limit=1").at("/changes/0/removals");
    assertEquals(answer.path("removals"), onRecord);
  }

  private static Map<String, String> reasons(JsonNode removals) {
    return removals
        .valueStream()
        .collect(
            Collectors.toMap(it -> it.path("modelRef").asText(), it -> it.path("reason").asText()));
  }
}
