package dev.otto.scheduler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.logging.Logging;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A terminal on a home of its own, which keeps what is printed. */
final class CapturedTerminal {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path home;

  CapturedTerminal(Path home) {
    this.home = home;
  }

  /** Runs a command and returns its exit code. */
  int otto(String... arguments) {
    return OttoCommand.commandLine(terminal()).execute(arguments);
  }

  /** Returns what was printed as a result so far. */
  String out() {
    return out.toString(UTF_8);
  }

  /** Returns what was printed as an error so far. */
  String err() {
    return err.toString(UTF_8);
  }

  /** Returns all that was printed so far, the errors last. */
  String printed() {
    return out() + err();
  }

  Terminal terminal() {
    var environment =
        new Environment(
            Map.of("OTTO_HOME", home.toString()),
            home,
            InstantSource.system(),
            ZoneId.of("UTC"),
            RandomGenerator.getDefault());
    return new Terminal(environment, stream(out), stream(err), Logging.LogStyle.TEXT);
  }

  private static PrintStream stream(ByteArrayOutputStream target) {
    return new PrintStream(target, true, UTF_8);
  }
}
