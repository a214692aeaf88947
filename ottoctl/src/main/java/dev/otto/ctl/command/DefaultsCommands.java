package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands {@code model defaults …}: the default model of each flow. */
final class DefaultsCommands {
  private DefaultsCommands() {}

  /** The command {@code model defaults show}, also the default of {@code model defaults}. */
  static final class Show extends Verb {
    Show(String description, String example) {
      super(description, example);
    }

    static Verb noun() {
      return new Show("Shows and changes the default model of each flow.", "ottoctl model defaults")
          .withVerbs();
    }

    static Verb verb() {
      return new Show("Shows the default of each flow.", "ottoctl model defaults show");
    }

    @Override
    public Integer call() {
      print(out(), api().defaults());
      return 0;
    }
  }

  /** The command {@code model defaults set}. */
  static final class SetDefault extends Verb {
    private static final int ATTEMPTS = 5;

    private final Argument<Flow> flow = place(Flow.class, "FLOW", "${COMPLETION-CANDIDATES}");
    private final Argument<String> model =
        place(Known.MODEL_OR_INHERIT, "provider/model, or inherit");
    private final Argument<Boolean> dryRun = flag("--dry-run", "Check only; change nothing");
    private final Argument<Boolean> allowUnavailable =
        flag("--allow-unavailable", "Accept a model that is not in the catalog");
    private final ChoiceOptions choice = new ChoiceOptions(this);

    SetDefault() {
      super(
          "Sets the default of one flow; the next run uses it.",
          "ottoctl model defaults set scheduledTasks anthropic/claude-sonnet-4-5",
          "ottoctl model defaults set scheduledTasks openai/gpt-5 --variant high --on-failure next \\",
          "    --fallback openai/gpt-4 --fallback anthropic/claude-sonnet-4-5",
          "ottoctl model defaults set heartbeat ollama/qwen3 --only-provider ollama --strict",
          "ottoctl model defaults set heartbeat inherit");
    }

    private JsonObject changed(Map<String, String> query) {
      String name = flow.value().name();
      var ref = reference(model.value());
      return choice.given()
          ? changed(name, ref, query, api().taggedDefaults(), ATTEMPTS)
          : api().changeDefault(name, ref, query);
    }

    /**
     * Changes what was read, unless somebody changed it since; a change of another flow is no
     * obstacle.
     */
    private JsonObject changed(
        String name,
        Optional<String> ref,
        Map<String, String> query,
        OttoApi.Tagged read,
        int attempts) {
      JsonObject seen = DefaultsCommands.choice(read.body(), name);
      try {
        return api().changeDefaults(choice.changeOf(name, ref, seen), query, read.tag());
      } catch (ApiException e) {
        if (!e.isOvertaken() || attempts == 1) {
          throw e;
        }
        OttoApi.Tagged now = api().taggedDefaults();
        if (!DefaultsCommands.choice(now.body(), name).equals(seen)) {
          throw ApiException.conflict(
              "Somebody else changed the default of %s in the meantime; see ottoctl model defaults,"
                      .formatted(name)
                  + " then set it again.");
        }
        return changed(name, ref, query, now, attempts - 1);
      }
    }

    @Override
    public Integer call() {
      var query = new LinkedHashMap<>(ModelCommands.dryRun(dryRun.value()));
      if (allowUnavailable.value()) {
        query.put("allowUnavailable", "true");
      }
      JsonObject answer = changed(query);
      print(out(), answer);
      Fields.of(answer).texts("warnings").forEach(out()::warn);
      if (dryRun.value()) {
        out().remark("dry run: nothing was changed");
      }
      return 0;
    }
  }

  /** Returns all that a flow asks for. */
  private static JsonObject choice(JsonObject answer, String flow) {
    JsonObject choice = Fields.of(answer).in("flowChoices").in(flow).object();
    if (choice.size() == 0) {
      Fields.of(answer)
          .in("flowDefaults")
          .find(flow)
          .ifPresent(ref -> choice.addProperty("modelRef", ref));
    }
    return choice;
  }

  /**
   * Returns the reference to send; {@code inherit} is a word of the command line only and is sent
   * as null.
   */
  static Optional<String> reference(String model) {
    String text = model.strip();
    return text.equals("inherit") ? Optional.empty() : Optional.of(named(text));
  }

  /** Checks a reference in the words of the command line, rather than those of the server. */
  private static String named(String model) {
    int slash = model.indexOf('/');
    if (slash < 1
        || slash == model.length() - 1
        || model.chars().anyMatch(it -> Character.isWhitespace(it) || Character.isISOControl(it))) {
      throw ApiException.usage(
          "\"%s\" is not a model; use provider/model as `ottoctl model list` shows it, or inherit."
              .formatted(Fields.visible(model)));
    }
    return model;
  }

  private static void print(Output out, JsonObject answer) {
    var defaults = Fields.of(answer).in("flowDefaults");
    var choices = Fields.of(answer).in("flowChoices");
    out.print(
        answer,
        () -> {
          var table = out.table("FLOW", "DEFAULT");
          for (String flow : Flow.names()) {
            String words = ChoiceOptions.words(choices.in(flow));
            table.row(flow, of(defaults, flow) + (words.isEmpty() ? "" : "  (" + words + ")"));
          }
          return table.lines();
        },
        () -> Flow.names().stream().map(flow -> row(defaults, choices, flow)).toList(),
        () -> List.copyOf(Flow.names().stream().map(flow -> of(defaults, flow)).toList()));
  }

  private static String row(Fields defaults, Fields choices, String flow) {
    String words = ChoiceOptions.words(choices.in(flow));
    return words.isEmpty() ? tabs(flow, of(defaults, flow)) : tabs(flow, of(defaults, flow), words);
  }

  private static String of(Fields defaults, String flow) {
    return defaults.find(flow).orElse("inherit");
  }
}
