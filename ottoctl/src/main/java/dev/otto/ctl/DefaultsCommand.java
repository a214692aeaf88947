package dev.otto.ctl;

import static dev.otto.ctl.Output.tabs;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The noun {@code model defaults}: the default model of each flow. */
@Command(
    name = "defaults",
    description = "Shows and changes the default model of each flow.",
    footer = {"", "Example: ottoctl model defaults"},
    synopsisSubcommandLabel = "COMMAND")
final class DefaultsCommand extends Verb implements Runnable {
  @Override
  public void run() {
    show();
  }

  @Command(
      name = "show",
      description = "Shows the default of each flow.",
      footer = {"", "Example: ottoctl model defaults show"})
  int show() {
    print(api().defaults());
    return 0;
  }

  @Command(
      name = "set",
      description = "Sets the default of one flow; the next run uses it.",
      footer = {
        "",
        "Examples:",
        "  ottoctl model defaults set scheduledTasks anthropic/claude-sonnet-4-5",
        "  ottoctl model defaults set heartbeat inherit"
      })
  int set(
      @Parameters(paramLabel = "FLOW", description = "${COMPLETION-CANDIDATES}") Flow flow,
      @Parameters(paramLabel = "MODEL", description = "provider/model, or inherit") String model,
      @Option(names = "--dry-run", description = "Check it, change nothing") boolean dryRun,
      @Option(names = "--allow-unavailable", description = "Although the catalog lacks it")
          boolean allowUnavailable) {
    var query = new LinkedHashMap<>(ModelCommand.dryRun(dryRun));
    if (allowUnavailable) {
      query.put("allowUnavailable", "true");
    }
    print(api().changeDefault(flow.name(), reference(model), query));
    if (dryRun) {
      out().remark("dry run: nothing was changed");
    }
    return 0;
  }

  /** {@code inherit} is a word of the command line only; on the wire it is null. */
  static Optional<String> reference(String model) {
    return model.equals("inherit") ? Optional.empty() : Optional.of(model);
  }

  private void print(JsonObject answer) {
    var out = out();
    var defaults = Fields.of(answer).in("flowDefaults");
    out.print(
        answer,
        () -> {
          var table = new Table(out.style(), "FLOW", "DEFAULT");
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
