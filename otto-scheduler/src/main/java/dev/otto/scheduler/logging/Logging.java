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

/** Sets up where the log of the whole process goes. */
public final class Logging {
  private static final List<String> CHATTY = List.of("org.quartz", "org.flywaydb", "io.helidon");

  /** Tells with a long stack trace what Otto says in a sentence: that the port is taken. */
  private static final Logger NEEDLESS = Logger.getLogger("io.helidon.webserver.LoomServer");

  /** Held, because {@code java.util.logging} forgets the level of a logger that nobody holds. */
  private static final List<Logger> QUIETENED = CHATTY.stream().map(Logger::getLogger).toList();

  private Logging() {}

  /** How lines look. */
  public enum Style {
    /** For people at a terminal. */
    TEXT,
    /** For programs. */
    JSON
  }

  /** How much is shown. */
  public enum Detail {
    /** What somebody may have to act on. */
    WARNINGS,
    USUAL,
    /** And stack traces. */
    EVERYTHING
  }

  /** Must come before anything logs. */
  public static void keepUntilTheEnd() {
    System.setProperty("java.util.logging.manager", LogUntilTheEnd.class.getName());
  }

  /** From here on every line goes to {@code out}. */
  public static void start(PrintStream out, Style style, Detail detail) {
    boolean verbose = detail == Detail.EVERYTHING;
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    Formatter formatter =
        switch (style) {
          case TEXT -> new TerminalFormatter(ZoneId.systemDefault(), verbose);
          case JSON -> new JsonFormatter();
        };
    root.addHandler(new StreamHandler(out, formatter));
    root.setLevel(
        switch (detail) {
          case WARNINGS -> Level.WARNING;
          case USUAL -> Level.INFO;
          case EVERYTHING -> Level.FINE;
        });
    NEEDLESS.setLevel(verbose ? Level.INFO : Level.OFF);
    QUIETENED.forEach(logger -> logger.setLevel(verbose ? Level.INFO : Level.WARNING));
  }

  /** The JDK's own handler buffers; a line of ours is out when the call returns. */
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
