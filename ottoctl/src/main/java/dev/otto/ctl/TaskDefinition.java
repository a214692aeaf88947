package dev.otto.ctl;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a task is made of; each may be left out on an update. */
final class TaskDefinition {
  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "What kind of work it is; its name for reports")
  private Optional<String> type = Optional.empty();

  @Option(names = "--prompt", paramLabel = "TEXT", description = "What the model is asked")
  private Optional<String> prompt = Optional.empty();

  @Option(names = "--agent", paramLabel = "NAME", description = "OpenCode's agent")
  private Optional<String> agent = Optional.empty();

  @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long the prompt may take")
  private Optional<Long> timeout = Optional.empty();

  @Option(names = "--profile", paramLabel = "ID", description = "A profile of task-config/profiles")
  private Optional<String> profile = Optional.empty();

  @Option(names = "--model", paramLabel = "REF", description = "provider/model, or inherit")
  private Optional<String> model = Optional.empty();

  @ArgGroup private When when = new When();

  @Option(
      names = "--time-zone",
      paramLabel = "ZONE",
      description = "Of the cron expression: Europe/Berlin")
  private Optional<String> timeZone = Optional.empty();

  JsonObject toJson() {
    var body = new JsonObject();
    type.ifPresent(value -> body.addProperty("type", value));
    profile.ifPresent(value -> body.addProperty("profileId", value));
    model.ifPresent(value -> putModel(body, value));
    timeZone.ifPresent(value -> body.addProperty("timeZone", value));
    when.addTo(body);
    var payload = new JsonObject();
    prompt.ifPresent(value -> payload.addProperty("prompt", value));
    agent.ifPresent(value -> payload.addProperty("agent", value));
    timeout.ifPresent(value -> payload.addProperty("timeoutSeconds", value));
    if (payload.size() > 0) {
      body.add("payload", payload);
    }
    return body;
  }

  /** {@code inherit} becomes null. */
  static void putModel(JsonObject body, String model) {
    body.add(
        "modelRef",
        DefaultsCommand.reference(model)
            .<JsonElement>map(JsonPrimitive::new)
            .orElse(JsonNull.INSTANCE));
  }

  /** One kind of schedule only. */
  static final class When {
    @Option(names = "--every", paramLabel = "MINUTES", description = "Again so long after each end")
    private Optional<Long> every = Optional.empty();

    @Option(
        names = "--cron",
        paramLabel = "EXPR",
        description = "Five Unix fields, or Quartz's six or seven")
    private Optional<String> cron = Optional.empty();

    @Option(
        names = "--at",
        paramLabel = "TIME",
        description = "Once: now, or like 2026-12-24T18:00:00Z")
    private Optional<String> at = Optional.empty();

    void addTo(JsonObject body) {
      every.ifPresent(minutes -> body.addProperty("cadenceMinutes", minutes));
      cron.ifPresent(expression -> body.addProperty("cron", expression));
      at.ifPresent(time -> body.addProperty("runAt", Times.parse(time)));
      if (every.isPresent() || cron.isPresent()) {
        body.addProperty("scheduleType", "recurring");
      } else if (at.isPresent()) {
        body.addProperty("scheduleType", "oneshot");
      }
    }
  }
}
