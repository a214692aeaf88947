package dev.otto.ctl.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.completion.Known;
import java.time.InstantSource;

/** The options that define a task; each may be omitted in an update. */
final class TaskDefinition {
  private final Verb of;
  private final Argument<String> type;
  private final Argument<String> prompt;
  private final Argument<String> agent;
  private final Argument<Long> timeout;
  private final Argument<Long> firstToken;
  private final Argument<Long> stall;
  private final Argument<String> permissions;
  private final Argument<Long> maxSteps;
  private final Argument<Long> maxTokens;
  private final Argument<Double> maxCost;
  private final RetryOptions retry;
  private final Argument<String> profile;
  private final Argument<String> runsOn =
      Argument.text("--runs-on", "LABEL", "Only nodes with this label run it");
  private final Argument<Boolean> runsAnywhere =
      Argument.flag("--runs-anywhere", "Clear that: any node may run it");
  private final Argument<String> model;
  private final ChoiceOptions choice;
  private final When when;
  private final Argument<String> timeZone;

  /** Adds the options to this command. */
  TaskDefinition(Verb of) {
    this.of = of;
    type = of.text("--type", "TYPE", "The kind of work, for reports");
    prompt = of.text("--prompt", "TEXT", "The prompt; - reads it from standard input");
    agent = of.text("--agent", "NAME", "OpenCode's agent");
    timeout =
        of.takes(
            Argument.option(Long.class, "--timeout", "SECONDS", "The time limit of the prompt"));
    firstToken =
        of.takes(
            Argument.option(
                Long.class,
                "--first-token",
                "SECONDS",
                "Stop a run whose model does not begin to answer in this time"));
    stall =
        of.takes(
            Argument.option(
                Long.class,
                "--stall",
                "SECONDS",
                "Stop a run in which nothing happens for so long"));
    permissions =
        of.text("--permissions", "POLICY", "When a tool asks for permission: reject or allow");
    maxSteps =
        of.takes(
            Argument.option(
                Long.class, "--max-steps", "NUMBER", "Stop a run after so many calls of a model"));
    maxTokens =
        of.takes(
            Argument.option(Long.class, "--max-tokens", "NUMBER", "Stop a run that takes more"));
    maxCost =
        of.takes(
            Argument.option(Double.class, "--max-cost", "DOLLARS", "Stop a run that costs more"));
    retry = new RetryOptions(of);
    profile = of.text("--profile", "ID", "A profile in task-config/profiles");
    of.takesOneOf(runsOn, runsAnywhere);
    model = of.text("--model", Known.MODEL_OR_INHERIT, "provider/model, or inherit");
    choice = new ChoiceOptions(of);
    when = new When();
    of.takesOneOf(when.every, when.cron, when.at);
    timeZone =
        of.text(
            "--time-zone", "ZONE", "The time zone of the cron expression, such as Europe/Berlin");
  }

  JsonObject toJson() {
    var body = new JsonObject();
    type.find().ifPresent(value -> body.addProperty("type", value));
    profile.find().ifPresent(value -> body.addProperty("profileId", value));
    runsOn.find().ifPresent(value -> body.addProperty("runsOn", value));
    if (runsAnywhere.find().orElse(false)) {
      body.add("runsOn", JsonNull.INSTANCE);
    }
    model.find().ifPresent(value -> putModel(body, value));
    choice.addTo(body);
    timeZone.find().ifPresent(value -> body.addProperty("timeZone", value));
    when.addTo(body, of.context().clock());
    var payload = new JsonObject();
    prompt.find().ifPresent(value -> payload.addProperty("prompt", of.orPiped(value)));
    agent.find().ifPresent(value -> payload.addProperty("agent", value));
    timeout.find().ifPresent(value -> payload.addProperty("timeoutSeconds", value));
    firstToken.find().ifPresent(value -> payload.addProperty("firstTokenSeconds", value));
    stall.find().ifPresent(value -> payload.addProperty("stallSeconds", value));
    permissions.find().ifPresent(value -> payload.addProperty("permissions", policy(value)));
    maxSteps.find().ifPresent(value -> payload.addProperty("maxSteps", value));
    maxTokens.find().ifPresent(value -> payload.addProperty("maxTokens", value));
    maxCost.find().ifPresent(value -> payload.addProperty("maxCostUsd", value));
    retry.addTo(payload);
    if (payload.size() > 0) {
      body.add("payload", payload);
    }
    return body;
  }

  private static String policy(String value) {
    if (!value.equals("reject") && !value.equals("allow")) {
      throw ApiException.usage("--permissions is reject or allow, not " + value);
    }
    return value;
  }

  /** Puts the model; {@code inherit} becomes null. */
  static void putModel(JsonObject body, String model) {
    body.add(
        "modelRef",
        DefaultsCommands.reference(model)
            .<JsonElement>map(JsonPrimitive::new)
            .orElse(JsonNull.INSTANCE));
  }

  /** The schedule options, of which only one kind may be given. */
  private static final class When {
    private final Argument<Long> every =
        Argument.option(
            Long.class, "--every", "MINUTES", "The pause from the end of a run to the next start");
    private final Argument<String> cron =
        Argument.text("--cron", "EXPR", "Five Unix fields, Quartz's six or seven, or @daily");
    private final Argument<String> at =
        Argument.text("--at", "TIME", "Once: now, or like 2026-12-24T18:00:00Z");

    void addTo(JsonObject body, InstantSource clock) {
      every.find().ifPresent(minutes -> body.addProperty("cadenceMinutes", minutes));
      cron.find().ifPresent(expression -> body.addProperty("cron", expression));
      at.find().ifPresent(time -> body.addProperty("runAt", Times.toCome(time, clock.millis())));
      if (every.find().isPresent() || cron.find().isPresent()) {
        body.addProperty("scheduleType", "recurring");
      } else if (at.find().isPresent()) {
        body.addProperty("scheduleType", "oneshot");
      }
    }
  }
}
