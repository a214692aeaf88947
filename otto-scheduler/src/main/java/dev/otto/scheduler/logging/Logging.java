package dev.otto.scheduler.logging;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sets up the log of the whole process. */
public final class Logging {
  private static final List<String> VERBOSE_LOGGERS =
      List.of("org.quartz", "org.flywaydb", "io.helidon", "com.zaxxer.hikari");

  /**
   * A logger that prints a long stack trace for what Otto says in one sentence: that the port is in
   * use.
   */
  private static final Logger BIND_FAILURES = Logger.getLogger("io.helidon.webserver.LoomServer");

  /**
   * Strong references, because {@code java.util.logging} forgets the level of an unreferenced
   * logger.
   */
  private static final List<Logger> QUIETENED =
      VERBOSE_LOGGERS.stream().map(Logger::getLogger).toList();

  private Logging() {}

  /** The format of the lines. */
  public enum LogStyle {
    /** Text for people at a terminal. */
    TEXT,
    /** JSON for programs. */
    JSON
  }

  /** The amount of detail. */
  public enum Detail {
    /** Only what somebody may have to act on. */
    WARNINGS,
    NORMAL,
    /** Everything, with stack traces. */
    EVERYTHING
  }

  /** Keeps the log open until the process ends; must be called before anything logs. */
  public static void keepUntilTheEnd() {
    System.setProperty("java.util.logging.manager", LogUntilTheEnd.class.getName());
  }

  /** Sends every line to {@code out} from now on. */
  public static void start(PrintStream out, LogStyle style, Detail detail) {
    boolean verbose = detail == Detail.EVERYTHING;
    Logger root = Logger.getLogger("");
    for (Handler earlier : root.getHandlers()) {
      root.removeHandler(earlier);
    }
    Formatter formatter =
        switch (style) {
          case TEXT -> new TerminalFormatter(ZoneId.systemDefault(), verbose);
          case JSON -> new JsonFormatter();
        };
    var handler = new StreamHandler(out, formatter);
    if (!verbose) {
      handler.setFilter(new RepeatedWarnings());
    }
    root.addHandler(handler);
    root.setLevel(
        switch (detail) {
          case WARNINGS -> Level.WARNING;
          case NORMAL -> Level.INFO;
          case EVERYTHING -> Level.FINE;
        });
    BIND_FAILURES.setLevel(verbose ? Level.INFO : Level.OFF);
    QUIETENED.forEach(logger -> logger.setLevel(verbose ? Level.INFO : Level.WARNING));
  }

  /** A handler without a buffer: unlike with the JDK's, a line is written when the call returns. */
  private static final class StreamHandler extends Handler {
    private final PrintStream out;

    StreamHandler(PrintStream out, Formatter formatter) {
      this.out = out;
      setFormatter(formatter);
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record)) {
        byte[] line = getFormatter().format(record).getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
          out.write(line, 0, line.length);
          out.flush();
        }
      }
    }

    @Override
    public void flush() {
      out.flush();
    }

    @Override
    public void close() {}
  }
}
