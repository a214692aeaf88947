package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Output;
import java.util.LinkedHashMap;
import java.util.List;
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
    private final Argument<Flow> flow = place(Flow.class, "FLOW", "${COMPLETION-CANDIDATES}");
    private final Argument<String> model =
        place(Known.MODEL_OR_INHERIT, "provider/model, or inherit");
    private final Argument<Boolean> dryRun = flag("--dry-run", "Check only; change nothing");
    private final Argument<Boolean> allowUnavailable =
        flag("--allow-unavailable", "Accept a model that is not in the catalog");

    SetDefault() {
      super(
          "Sets the default of one flow; the next run uses it.",
          "ottoctl model defaults set scheduledTasks anthropic/claude-sonnet-4-5",
          "ottoctl model defaults set heartbeat inherit");
    }

    @Override
    public Integer call() {
      var query = new LinkedHashMap<>(ModelCommands.dryRun(dryRun.value()));
      if (allowUnavailable.value()) {
        query.put("allowUnavailable", "true");
      }
      print(out(), api().changeDefault(flow.value().name(), reference(model.value()), query));
      if (dryRun.value()) {
        out().remark("dry run: nothing was changed");
      }
      return 0;
    }
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
    out.print(
        answer,
        () -> {
          var table = out.table("FLOW", "DEFAULT");
          Flow.names().forEach(flow -> table.row(flow, of(defaults, flow)));
          return table.lines();
        },
        () -> Flow.names().stream().map(flow -> tabs(flow, of(defaults, flow))).toList(),
        () -> List.copyOf(Flow.names().stream().map(flow -> of(defaults, flow)).toList()));
  }

  private static String of(Fields defaults, String flow) {
    return defaults.find(flow).orElse("inherit");
  }
}
