package dev.otto.ctl;

import static dev.otto.ctl.Output.tabs;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is about Otto as a whole. */
final class SystemCommands {
  private SystemCommands() {}

  /** {@code status}. */
  @Command(
      name = "status",
      description =
          "Shows how each part of Otto is, measured now; exit 1 where something is degraded.",
      footer = {"", "Example: ottoctl status -o json"})
  static final class Status extends Verb implements Callable<Integer> {
    @Override
    public Integer call() {
      var out = out();
      JsonObject answer = api().status();
      var status = Fields.of(answer);
      var services = status.list("services");
      out.print(
          answer,
          () -> {
            var table = new Table(out.style());
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

  /** {@code audit}. */
  @Command(
      name = "audit",
      description = "Tells who changed what, the newest first.",
      footer = {"", "Example: ottoctl audit --limit 5"})
  static final class Audit extends Verb implements Callable<Integer> {
    private static final Listing ENTRIES =
        Listing.named("id")
            .time("WHEN", "at")
            .column("SURFACE", "surface")
            .column("ACTOR", "actor")
            .column("ACTION", "action")
            .column("TARGET", "target")
            .column("BEFORE", "before")
            .column("AFTER", "after")
            .column("OUTCOME", "outcome")
            .plain("at", "surface", "actor", "action", "target", "before", "after", "outcome");

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "1 to 200")
    private int limit;

    @Option(names = "--before", paramLabel = "ID", description = "Only entries older than this one")
    private Optional<String> before = Optional.empty();

    @Override
    public Integer call() {
      var query = new LinkedHashMap<>(Map.of("limit", Integer.toString(limit)));
      before.ifPresent(id -> query.put("before", id));
      JsonObject answer = api().audit(query);
      ENTRIES.print(out(), answer, Fields.of(answer).list("entries"));
      return 0;
    }
  }

  /** {@code events}. */
  @Command(
      name = "events",
      description = "Prints what happens, until interrupted.",
      footer = {"", "Example: ottoctl events --follow -o json"})
  static final class Events extends Verb implements Callable<Integer> {
    @Option(names = "--follow", description = "Connect again when the connection ends")
    private boolean follow;

    private Optional<String> lastId = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
      var out = out();
      var api = api();
      while (true) {
        try {
          api.events(lastId, event -> print(out, event));
        } catch (ApiException e) {
          if (!follow || e.exitCode() != ApiException.UNREACHABLE) {
            throw e;
          }
          out.remark("connection lost, trying again ...");
        }
        if (!follow) {
          return 0;
        }
        Thread.sleep(1000);
      }
    }

    private void print(Output out, Event event) {
      lastId = Optional.of(event.id());
      var answer = new JsonObject();
      answer.addProperty("id", event.id());
      answer.addProperty("event", event.type());
      answer.add("data", JsonParser.parseString(event.data()));
      var line = List.of(tabs(event.id(), event.type(), event.data()));
      out.print(answer, () -> line, () -> line, () -> List.of(event.id()));
    }
  }
}
