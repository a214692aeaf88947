package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Event;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.output.AuditChange;
import dev.otto.ctl.output.EventLine;
import dev.otto.ctl.output.Listing;
import dev.otto.ctl.output.Output;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands about Otto as a whole. */
final class SystemCommands {
  private SystemCommands() {}

  /** The command {@code status}. */
  static final class ShowStatus extends Verb {
    ShowStatus() {
      super(
          "Shows the state of each part of Otto, measured now; exits with 1 if one is degraded.",
          "ottoctl status -o json");
    }

    @Override
    public Integer call() {
      var out = out();
      JsonObject answer = api().status();
      var status = Fields.of(answer);
      var services = status.list("services");
      out.print(
          answer,
          () -> {
            var table = out.table();
            for (Fields service : services) {
              table.row(
                  coloured(out, service.text("status")),
                  service.text("label"),
                  service.text("message"));
            }
            return table.lines();
          },
          () ->
              services.stream()
                  .map(s -> tabs(s.text("id"), s.text("status"), s.text("message")))
                  .toList(),
          () -> services.stream().map(s -> s.text("id")).toList());
      var runtime = status.in("runtime");
      out.remark(
          "otto %s, process %s, started %s"
              .formatted(
                  runtime.text("version"),
                  runtime.text("pid"),
                  out.relative(runtime, "startedAt")));
      return status.text("status").equals("ok") ? 0 : ApiException.FAILED;
    }

    private static String coloured(Output out, String status) {
      return switch (status) {
        case "ok" -> out.style().good(status);
        case "degraded" -> out.style().bad(status);
        default -> out.style().faint(status);
      };
    }
  }

  /** The command {@code audit}. */
  static final class ShowAudit extends Verb {
    private static final Listing ENTRIES =
        Listing.named("id")
            .time("WHEN", "at")
            .column("SURFACE", "surface")
            .column("ACTOR", "actor")
            .columnIfAny("NODE", "node")
            .column("ACTION", "action")
            .column("TARGET", "target")
            .column("OUTCOME", "outcome")
            .column("WHAT", AuditChange::of)
            .plain(
                "at", "surface", "actor", "action", "target", "before", "after", "outcome", "node");

    private final Argument<Integer> limit = number("--limit", 20, "1 to 1000");

    private final Argument<String> before =
        text("--before", "ID", "Only entries older than this one");

    ShowAudit() {
      super("Lists who changed what, newest first.", "ottoctl audit --limit 5");
    }

    @Override
    public Integer call() {
      var query = new LinkedHashMap<>(Map.of("limit", Integer.toString(limit.value())));
      before.find().ifPresent(id -> query.put("before", id));
      JsonObject answer = api().audit(query);
      var entries = Fields.of(answer).list("entries");
      ENTRIES.print(out(), answer, entries);
      if (entries.size() == limit.value()) {
        out().remark("there may be older ones; see: --before " + entries.getLast().text("id"));
      }
      return 0;
    }
  }

  /** The command {@code events}. */
  static final class Events extends Verb {
    private final Argument<Boolean> follow =
        flag("--follow", "Keep printing new events, reconnecting as needed, until interrupted");

    /**
     * The last event seen; for an unknown id the server begins with everything that it still has.
     */
    private String lastId = "none";

    Events() {
      super(
          "Prints recent events, oldest first.",
          "ottoctl events",
          "ottoctl events --follow -o json");
    }

    @Override
    public Integer call() throws InterruptedException {
      var out = out();
      if (!follow.value()) {
        api().eventsSoFar(event -> print(out, event));
        return 0;
      }
      out.endWithTheReader();
      while (true) {
        follow(out);
        Thread.sleep(1000);
      }
    }

    private void follow(Output out) {
      try {
        api().eventsAfter(lastId, event -> print(out, event));
      } catch (ApiException e) {
        if (e.exitCode() != ApiException.UNREACHABLE) {
          throw e;
        }
        out.remark("connection lost, trying again ...");
      }
    }

    private void print(Output out, Event event) {
      lastId = event.id();
      var answer = new JsonObject();
      answer.addProperty("id", event.id());
      answer.addProperty("event", event.type());
      answer.add("data", JsonParser.parseString(event.data()));
      out.print(
          answer,
          () -> List.of(EventLine.of(event, ZoneId.systemDefault())),
          () -> List.of(tabs(event.id(), event.type(), event.data())),
          () -> List.of(event.id()));
    }
  }
}
