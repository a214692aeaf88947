package dev.otto.scheduler.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Hears the log's warnings about one kind of event. */
public final class Warnings extends Handler implements AutoCloseable {
  // Held here: the JDK forgets loggers that nobody refers to.
  private final Logger logger = Logger.getLogger("dev.otto");
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final String event;

  public Warnings(String event) {
    this.event = event;
    logger.addHandler(this);
  }

  public int count() {
    return heard.size();
  }

  @Override
  public void publish(LogRecord line) {
    String text = line.getMessage() + " " + line;
    if (text.contains(event)) {
      heard.add(text);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
