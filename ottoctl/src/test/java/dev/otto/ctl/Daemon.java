package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.daemon.Otto;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A real daemon on the stand-in of OpenCode, and the command line in front of it. All that passes
 * between them must be as the contract says.
 */
final class Daemon implements AutoCloseable {
  final StandInOpenCode openCode;
  final Otto otto;
  private final Path home;
  private final WireTap wire;

  private Daemon(StandInOpenCode openCode, Otto otto, Path home) throws IOException {
    this.openCode = openCode;
    this.otto = otto;
    this.home = home;
    this.wire = new WireTap(otto.address());
  }

  static Daemon start(Path home) throws Exception {
    var openCode = StandInOpenCode.start();
    return new Daemon(openCode, Otto.start(environment(home, openCode.url())), home);
  }

  /** Of a daemon in this folder, on any free ports. */
  static Environment environment(Path home, URI openCode) {
    var variables =
        Map.of(
            "OTTO_HOME",
            home.toString(),
            "OTTO_OPENCODE_URL",
            openCode.toString(),
            "OTTO_EXTERNAL_API_PORT",
            "0",
            "OTTO_CONTROL_PLANE_PORT",
            "0");
    return new Environment(
        variables, home, InstantSource.system(), ZoneId.of("UTC"), RandomGenerator.getDefault());
  }

  /** What a command left behind. */
  record Result(int exit, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }

    /** Fails where there is more than one document. */
    JsonObject json() {
      return JsonParser.parseString(out).getAsJsonObject();
    }

    JsonObject error() {
      return JsonParser.parseString(err).getAsJsonObject();
    }

    Result ok() {
      assertEquals(0, exit, err);
      return this;
    }
  }

  /** As in a pipe. */
  Result run(String... arguments) {
    return run(environment(), false, arguments);
  }

  /** As a person sees it. */
  Result atTerminal(String... arguments) {
    return run(withNoColour(environment()), true, arguments);
  }

  /** As a person sees it, in colours, on a terminal with so many columns. */
  Result atTerminal(int columns, String... arguments) {
    return atTerminal(columns, InstantSource.system(), arguments);
  }

  /** As a person sees it at the clock's time, which all relative times are counted from. */
  Result atTerminal(int columns, InstantSource clock, String... arguments) {
    var environment = new HashMap<>(environment());
    environment.put("COLUMNS", Integer.toString(columns));
    return run(environment, true, InputStream.nullInputStream(), clock, arguments);
  }

  /** With this on standard input. */
  Result piped(String text, String... arguments) {
    var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return run(environment(), false, in, arguments);
  }

  static Result run(Map<String, String> environment, boolean terminal, String... arguments) {
    return run(environment, terminal, InputStream.nullInputStream(), arguments);
  }

  static Result run(
      Map<String, String> environment, boolean terminal, InputStream in, String... arguments) {
    return run(environment, terminal, in, InstantSource.system(), arguments);
  }

  private static Result run(
      Map<String, String> environment,
      boolean terminal,
      InputStream in,
      InstantSource clock,
      String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var ottoctl = new Ottoctl(environment, terminal, in, clock);
    int exit = ottoctl.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Result(exit, out.toString(), err.toString());
  }

  Map<String, String> environment() {
    return Map.of("OTTO_HOME", home.toString(), "OTTO_EXTERNAL_API_URL", wire.url());
  }

  private static Map<String, String> withNoColour(Map<String, String> environment) {
    var more = new HashMap<>(environment);
    more.put("NO_COLOR", "1");
    more.putIfAbsent("COLUMNS", "1000");
    return more;
  }

  /** A task that does not run by itself while a test looks at it. */
  void task(String id, String prompt) {
    run("task", "create", "--id", id, "--cron", "0 7 1 1 *", "--prompt", prompt).ok();
  }

  /** Does this once, between what the next command has read and its change. */
  void beforeChange(Runnable action) {
    wire.beforePatch(action);
  }

  Job job(String id) {
    return otto.jobs().find(id).orElseThrow();
  }

  Optional<String> modelOf(String id) {
    return job(id).model().map(ModelRef::toString);
  }

  @Override
  public void close() {
    otto.close();
    openCode.close();
    wire.close();
    assertEquals(List.of(), wire.complaints());
  }
}
