package dev.otto.scheduler.job;

import dev.otto.models.prompt.Agent;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Looks whether the agent that a job names can be asked. */
final class AgentCheck {
  private final Supplier<Optional<List<Agent>>> agents;

  /**
   * @param agents OpenCode's; empty while it has not told them
   */
  AgentCheck(Supplier<Optional<List<Agent>>> agents) {
    this.agents = agents;
  }

  /** Warns about an agent that OpenCode lacks or calls a subagent; OpenCode may get it later. */
  void warn(JobFields fields) {
    fields
        .agent()
        .flatMap(name -> agents.get().flatMap(agents -> concern(name, agents)))
        .ifPresent(concern -> fields.warn("payload.agent: " + concern));
  }

  private static Optional<String> concern(String name, List<Agent> agents) {
    Optional<Agent> found = agents.stream().filter(agent -> agent.name().equals(name)).findFirst();
    if (found.isPresent()) {
      return found
          .filter(Agent::subagent)
          .map(
              _ -> "\"" + name + "\" is a subagent of OpenCode, made to be called by other agents");
    }
    String others =
        agents.stream()
            .filter(agent -> !agent.subagent())
            .map(Agent::name)
            .sorted()
            .collect(Collectors.joining(", "));
    return Optional.of("\"" + name + "\" is not an agent of OpenCode; it has " + others);
  }
}
