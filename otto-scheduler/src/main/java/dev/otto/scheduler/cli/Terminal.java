package dev.otto.scheduler.cli;

import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.logging.Logging;
import java.io.PrintStream;

/**
 * What a command works with.
 *
 * @param out what was asked for
 * @param err the log, and sentences about what went wrong
 */
public record Terminal(
    Environment environment, PrintStream out, PrintStream err, Logging.Style style) {

  void startLog(Logging.Detail detail) {
    Logging.start(err, style, detail);
  }
}
