package dev.otto.models.opencode;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.OwnModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads which models OpenCode uses by its configuration: its small one, and those of its agents.
 */
final class OwnModels {
  /** The agents that OpenCode itself calls, whatever agent a prompt has. */
  private static final Set<String> ITS_OWN = Set.of("compaction", "title", "summary");

  private OwnModels() {}

  static List<OwnModel> read(OpenCodeApi api) throws IOException {
    var models = new ArrayList<OwnModel>();
    ModelRef.parse(api.get("/config").at("small_model").text())
        .ifPresent(ref -> models.add(new OwnModel("small_model", ref, Optional.empty())));
    for (JsonValue agent : api.get("/agent").items()) {
      String name = agent.at("name").text();
      JsonValue model = agent.at("model");
      boolean own = ITS_OWN.contains(name);
      if (own || !agent.at("mode").text().equals("primary")) {
        ModelRef.parse(model.at("providerID").text() + "/" + model.at("modelID").text())
            .map(ref -> new OwnModel("agent " + name, ref, subagent(name, own)))
            .ifPresent(models::add);
      }
    }
    return List.copyOf(models);
  }

  private static Optional<String> subagent(String name, boolean own) {
    return own ? Optional.empty() : Optional.of(name);
  }
}
