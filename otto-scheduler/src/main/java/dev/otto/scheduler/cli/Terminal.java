package dev.otto.scheduler.cli;

import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.logging.Logging;
import java.io.PrintStream;

/**
 * The terminal and environment of a command.
 *
 * @param out the requested output
 * @param err the log and error messages
 */
public record Terminal(
    Environment environment, PrintStream out, PrintStream err, Logging.LogStyle style) {

  void startLog(Logging.Detail detail) {
    Logging.start(err, style, detail);
  }
}
