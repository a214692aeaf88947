package dev.otto.ctl.command;

import static dev.otto.ctl.output.Output.tabs;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.client.LocalConfig;
import dev.otto.ctl.client.OttoApi;
import dev.otto.ctl.output.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The command {@code doctor}: finds problems and says how to fix them. */
final class DoctorCommand extends Verb {
  private static final long LOW_DISK_BYTES = 200L << 20;
  private static final Duration SKEW = Duration.ofSeconds(30);

  /** The result of one check. */
  private record Finding(String level, String what, String message) {}

  private final List<Finding> findings = new ArrayList<>();

  DoctorCommand() {
    super(
        "Finds problems and says how to fix them; exits with 1 if a check fails.",
        "ottoctl doctor");
  }

  @Override
  public Integer call() {
    var context = context();
    machine(context.environment());
    try {
      server(context);
    } catch (ApiException e) {
      fail("server", e.getMessage() == null ? "no answer" : e.getMessage());
    }
    print(context.output());
    return findings.stream().anyMatch(finding -> finding.level().equals("fail"))
        ? ApiException.FAILED
        : 0;
  }

  private void machine(Map<String, String> environment) {
    Path config = LocalConfig.file(environment);
    if (Files.isReadable(config)) {
      ok("config", config.toString());
    } else {
      warn(
          "config",
          "no " + config + " on this machine; `otto serve` writes one at its first start");
    }
    Path home = LocalConfig.home(environment);
    token(home.resolve("secrets/internal-api.token"));
    disk(home);
  }

  private void token(Path token) {
    try {
      var others = Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
      if (Files.getPosixFilePermissions(token).stream().anyMatch(others::contains)) {
        fail("token", token + " can be read by others; fix it with: chmod 600 " + token);
      } else {
        ok("token", token + " is private");
      }
    } catch (IOException e) {
      warn(
          "token", "no " + token + " on this machine; `otto serve` creates one at its first start");
    }
  }

  private void disk(Path home) {
    try {
      long free = Files.getFileStore(Files.exists(home) ? home : Path.of("/")).getUsableSpace();
      if (free < LOW_DISK_BYTES) {
        fail("disk", (free >> 20) + " MiB free where Otto keeps its data; free some space");
      } else {
        ok("disk", (free >> 30) + " GiB free");
      }
    } catch (IOException e) {
      warn("disk", "cannot determine the free space: " + e.getMessage());
    }
  }

  private void server(CommandContext context) {
    var api = context.api();
    var status = Fields.of(api.status());
    ok("server", "Otto " + status.in("runtime").text("version") + " answers at " + api.url());
    clock(context, status);
    for (Fields service : status.list("services")) {
      switch (service.text("status")) {
        case "ok" -> ok(service.text("id"), service.text("message"));
        case "disabled" -> ok(service.text("id"), "switched off: " + service.text("message"));
        default -> degraded(service);
      }
    }
    models(api);
  }

  /** Reports what is wrong with a part, one by one where the server does. */
  private void degraded(Fields service) {
    List<Fields> warnings = service.list("warnings");
    (warnings.isEmpty() ? List.of(service) : warnings)
        .forEach(wrong -> fail(service.text("id"), wrong.text("message")));
  }

  private void clock(CommandContext context, Fields status) {
    status
        .number("checkedAt")
        .ifPresent(
            at -> {
              long skew = Math.abs(context.clock().millis() - at);
              if (skew > SKEW.toMillis()) {
                warn(
                    "clock",
                    "this clock and the server's differ by "
                        + skew / 1000
                        + " s; synchronise them with NTP");
              } else {
                ok("clock", "agrees with the server's");
              }
            });
  }

  private void models(OttoApi api) {
    var catalog = Fields.of(api.catalog(Map.of()));
    if (catalog.is("stale")) {
      warn("catalog", "stale: " + catalog.text("lastError") + "; try: ottoctl model refresh");
    }
    if (catalog.find("globalDefault").isEmpty()) {
      warn(
          "global default",
          "OpenCode has none, so there is no fallback for a missing model; set \"model\" in"
              + " opencode.json, then: ottoctl model refresh --reload");
    }
    for (Fields model : Fields.of(api.usage()).list("models")) {
      if (!model.is("available")) {
        missing(model);
      }
      model.find("warning").ifPresent(warning -> warn("model " + model.text("modelRef"), warning));
    }
  }

  private void missing(Fields model) {
    String ref = model.text("modelRef");
    model
        .texts("flows")
        .forEach(
            flow ->
                warn(
                    "flow " + flow,
                    "its default "
                        + ref
                        + " is missing; ottoctl model defaults set "
                        + flow
                        + " inherit"));
    model
        .texts("jobs")
        .forEach(
            job ->
                warn(
                    "task " + job,
                    "its model "
                        + ref
                        + " is missing; ottoctl task set-model "
                        + job
                        + " inherit"));
  }

  private void print(Output out) {
    var array = new JsonArray();
    for (Finding finding : findings) {
      var object = new JsonObject();
      object.addProperty("level", finding.level());
      object.addProperty("what", finding.what());
      object.addProperty("message", finding.message());
      array.add(object);
    }
    var answer = new JsonObject();
    answer.add("findings", array);
    out.print(
        answer,
        () -> {
          var table = out.table();
          findings.forEach(f -> table.row(coloured(out, f.level()), f.what(), f.message()));
          return table.lines();
        },
        () -> findings.stream().map(f -> tabs(f.level(), f.what(), f.message())).toList(),
        () -> findings.stream().map(Finding::what).toList());
  }

  private static String coloured(Output out, String level) {
    return switch (level) {
      case "ok" -> out.style().good(level);
      case "warn" -> out.style().odd(level);
      default -> out.style().bad(level);
    };
  }

  private void ok(String what, String message) {
    findings.add(new Finding("ok", what, message));
  }

  private void warn(String what, String message) {
    findings.add(new Finding("warn", what, message));
  }

  private void fail(String what, String message) {
    findings.add(new Finding("fail", what, message));
  }
}
