package dev.otto.scheduler.nodeimport;

import dev.otto.scheduler.cli.OttoCommand;
import dev.otto.scheduler.cli.Terminal;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.logging.Logging;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What somebody who types {@code otto …} in this folder gets. */
final class OttoOnTerminal {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Environment environment;

  OttoOnTerminal(Path user, InstantSource clock, Map<String, String> variables) {
    environment =
        new Environment(variables, user, clock, ZoneId.of("UTC"), RandomGenerator.getDefault());
  }

  OttoOnTerminal(Path user) {
    this(user, InstantSource.system(), Map.of());
  }

  int run(String... arguments) {
    out.reset();
    err.reset();
    var terminal = new Terminal(environment, stream(out), stream(err), Logging.LogStyle.TEXT);
    return OttoCommand.commandLine(terminal).execute(arguments);
  }

  Environment environment() {
    return environment;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }
}
