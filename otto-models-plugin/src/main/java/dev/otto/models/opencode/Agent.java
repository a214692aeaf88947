package dev.otto.models.opencode;

/**
 * An agent of OpenCode.
 *
 * @param subagent whether only other agents are meant to call it
 */
public record Agent(String name, boolean subagent) {
  static Agent read(JsonValue json) {
    return new Agent(json.at("name").text(), json.at("mode").text().equals("subagent"));
  }
}
