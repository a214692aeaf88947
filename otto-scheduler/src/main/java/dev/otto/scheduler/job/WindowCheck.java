package dev.otto.scheduler.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.ContextWindow;
import dev.otto.models.Resolution;
import dev.otto.models.prompt.Agent;
import dev.otto.web.Json;
import java.util.List;
import java.util.Optional;

/** Warns about jobs whose model cannot hold the prompt of their agent. */
final class WindowCheck {
  private final JobContext context;

  WindowCheck(JobContext context) {
    this.context = context;
  }

  /** Returns a sentence about the model that the job's next run would get. */
  Optional<String> warning(Job job) {
    return job.flow().flatMap(_ -> concern(job)).filter(_ -> !worksWithoutTools(job));
  }

  private Optional<String> concern(Job job) {
    return context.resolver().resolve(job.payer().goingOver(), job.choice())
            instanceof Resolution.Resolved resolved
        ? context.catalog().get().find(resolved.model()).flatMap(ContextWindow::concern)
        : Optional.empty();
  }

  /** Reports whether the job's agent, or the default one, has none of OpenCode's tools. */
  boolean worksWithoutTools(Job job) {
    return hasNoTools(agentOf(job).or(context::defaultAgent));
  }

  /** Reports the same of jobs that name no agent. */
  boolean worksWithoutTools() {
    return hasNoTools(context.defaultAgent());
  }

  private boolean hasNoTools(Optional<String> agent) {
    return agent
        .flatMap(name -> context.agents().get().flatMap(agents -> named(name, agents)))
        .filter(Agent::withoutTools)
        .isPresent();
  }

  private static Optional<Agent> named(String name, List<Agent> agents) {
    return agents.stream().filter(agent -> agent.name().equals(name)).findFirst();
  }

  private static Optional<String> agentOf(Job job) {
    return Optional.ofNullable(job.payload())
        .flatMap(Json::object)
        .map((JsonNode json) -> Payload.of(json))
        .flatMap(Payload::settings)
        .flatMap(PromptSettings::agent);
  }
}
