package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.completion.Known;
import dev.otto.ctl.output.Listing;
import dev.otto.ctl.output.Output;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The commands about the Ottos that share a database. */
final class NodeCommands {
  private NodeCommands() {}

  static Verb noun() {
    return Verb.noun(
        "Lists the Ottos that share a database, and lets one rest.", "ottoctl node list");
  }

  /** The command {@code node list}. */
  static final class ListNodes extends Verb {
    private static final Listing NODES =
        Listing.named("id")
            .column("NODE", "id")
            .column("STATE", (out, node) -> coloured(out, node.text("state")))
            .column("RUNS", "inFlight")
            .column("OTTO", node -> node.in("says").text("version"))
            .column("STARTED", (out, node) -> out.relative(node.in("says"), "startedAt"))
            .column("CHECK-IN", (out, node) -> out.relative(node, "lastCheckIn"))
            .column("OPENCODE", NodeCommands::openCode)
            .column("MODELS", NodeCommands::models)
            .column("LABELS", NodeCommands::labels)
            .plain(
                node ->
                    tabs(
                        node.text("id"),
                        node.text("state"),
                        node.text("inFlight"),
                        node.in("says").text("version"),
                        node.in("says").text("startedAt"),
                        node.text("lastCheckIn"),
                        openCode(node),
                        models(node),
                        node.in("says").text("clockOffsetMs"),
                        labels(node)));

    ListNodes() {
      super("Lists the nodes: who lives, and what each says of itself.", "ottoctl node list");
    }

    @Override
    public Integer call() {
      JsonObject answer = api().nodes();
      var nodes = Fields.of(answer).list("nodes");
      NODES.print(out(), answer, nodes);
      out().remark("asked: " + Fields.of(answer).text("node"));
      for (Fields node : nodes) {
        clock(node);
      }
      return 0;
    }

    private void clock(Fields node) {
      if (node.text("state").equals("clock_off")) {
        String offset = node.in("says").text("clockOffsetMs");
        out().warn("the clock of %s is %s ms off".formatted(node.text("id"), offset));
      }
    }

    private static String coloured(Output out, String state) {
      return switch (state) {
        case "live" -> out.style().good(state);
        case "gone", "clock_off" -> out.style().bad(state);
        default -> out.style().faint(state);
      };
    }
  }

  private static String openCode(Fields node) {
    var openCode = node.in("says").in("openCode");
    return openCode.find("version").orElseGet(() -> openCode.find("problem").orElse(""));
  }

  private static String labels(Fields node) {
    return String.join(",", node.texts("labels"));
  }

  private static String models(Fields node) {
    var catalog = node.in("says").in("catalog");
    int missing = catalog.texts("missing").size();
    int additional = catalog.texts("additional").size();
    return catalog.find("models").orElse("")
        + (missing + additional == 0 ? "" : " (-%d +%d)".formatted(missing, additional));
  }

  /** The command {@code node drain}. */
  static final class Drain extends Verb {
    private static final long LOOK_EVERY_MILLIS = 500;

    private final Argument<String> node = place(Known.NODE);
    private final Argument<Boolean> wait = flag("--wait", "Return when none of its prompts runs");

    Drain() {
      super(
          "Starts no new prompts on a node until it is resumed; those in flight go on, and what is"
              + " due is run by the others.",
          "ottoctl node drain berlin-1",
          "ottoctl node drain berlin-1 --wait && systemctl restart otto");
    }

    @Override
    public Integer call() throws InterruptedException {
      var api = api();
      JsonObject answer = api.drain(node.value());
      if (wait.value()) {
        answer = awaitNone(api, answer);
      }
      done(out(), answer);
      return 0;
    }

    private JsonObject awaitNone(OttoApi api, JsonObject first) throws InterruptedException {
      JsonObject now = first;
      String told = "";
      while (!Fields.of(now).text("inFlight").equals("0")) {
        String left = Fields.of(now).text("inFlight");
        if (!left.equals(told)) {
          out().remark(left + " in flight ...");
          told = left;
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        now = find(api);
      }
      return now;
    }

    private JsonObject find(OttoApi api) {
      Fields found =
          Fields.of(api.nodes()).list("nodes").stream()
              .filter(it -> it.text("id").equals(node.value()))
              .findFirst()
              .orElseThrow(() -> ApiException.conflict(node.value() + " is no node any more."));
      if (!found.is("drained")) {
        throw ApiException.conflict(node.value() + " was resumed meanwhile.");
      }
      return found.object();
    }
  }

  /** The command {@code node resume}. */
  static final class Resume extends Verb {
    private final Argument<String> node = place(Known.NODE);

    Resume() {
      super("Starts prompts on a drained node again.", "ottoctl node resume berlin-1");
    }

    @Override
    public Integer call() {
      done(out(), api().resume(node.value()));
      return 0;
    }
  }

  private static void done(Output out, JsonObject answer) {
    var node = Fields.of(answer);
    String state = node.text("state");
    String left = state.equals("draining") ? ", " + node.text("inFlight") + " in flight" : "";
    out.done(
        answer,
        node.text("id") + " is " + state + left,
        List.of(
            tabs("node", node.text("id")),
            tabs("state", state),
            tabs("inFlight", node.text("inFlight"))));
  }
}
