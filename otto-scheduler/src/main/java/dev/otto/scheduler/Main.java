package dev.otto.scheduler;

import dev.otto.scheduler.cli.OttoCommand;
import dev.otto.scheduler.cli.Terminal;
import dev.otto.scheduler.cli.Utf8;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.daemon.StartException;
import dev.otto.scheduler.logging.Logging;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/**
 * The entry point of the process. The only place that reads the environment, the system's clock and
 * its randomness.
 */
public final class Main {
  private static final int CARRIERS = 8;

  private Main() {}

  /** Runs one command of {@code otto}. */
  public static void main(String[] arguments) {
    keepCarriersFree();
    Logging.keepUntilTheEnd();
    // Its words are English, and numbers are written as programs read them.
    Locale.setDefault(Locale.ROOT);
    System.exit(execute(System.getenv(), arguments));
  }

  /**
   * Lets health and everything else go on where virtual threads wait in native code, which holds
   * their carriers: the writer and the readers of SQLite, name servers.
   */
  private static void keepCarriersFree() {
    String carriers = "jdk.virtualThreadScheduler.parallelism";
    if (System.getProperty(carriers) == null
        && Runtime.getRuntime().availableProcessors() < CARRIERS) {
      System.setProperty(carriers, String.valueOf(CARRIERS));
    }
  }

  private static int execute(Map<String, String> variables, String... arguments) {
    try {
      Utf8.require(variables, arguments);
    } catch (StartException e) {
      System.err.println("otto: " + e.getMessage());
      return e.exitCode();
    }
    return commandLine().execute(arguments);
  }

  /**
   * Returns the commands on the terminal of this process; also used to generate their
   * documentation.
   */
  public static CommandLine commandLine() {
    Map<String, String> variables = System.getenv();
    var environment =
        new Environment(
            variables,
            home(variables),
            InstantSource.system(),
            ZoneId.systemDefault(),
            new SecureRandom());
    boolean people = "text".equals(System.getProperty("otto.log"));
    var style = people ? Logging.LogStyle.TEXT : Logging.LogStyle.JSON;
    return OttoCommand.commandLine(new Terminal(environment, System.out, System.err, style));
  }

  /**
   * Returns the home folder as a shell and ottoctl understand ~, since Java only reads the user
   * database.
   */
  static Path home(Map<String, String> variables) {
    String home = variables.getOrDefault("HOME", "");
    return Path.of(home.isBlank() ? System.getProperty("user.home") : home);
  }
}
