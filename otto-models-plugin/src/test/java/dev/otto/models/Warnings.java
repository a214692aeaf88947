package dev.otto.models;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Collects what a class warns about while it is open. */
public final class Warnings extends Handler implements AutoCloseable {
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level least;

  public Warnings(Class<?> type) {
    this(type, Level.WARNING);
  }

  private Warnings(Class<?> type, Level least) {
    this.least = least;
    logger = Logger.getLogger(type.getName());
    logger.addHandler(this);
  }

  /** Collects what the class has to tell without being asked, too. */
  public static Warnings andNotices(Class<?> type) {
    return new Warnings(type, Level.INFO);
  }

  public List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void publish(LogRecord entry) {
    if (entry.getLevel().intValue() >= least.intValue()) {
      messages.add(new SimpleFormatter().formatMessage(entry));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
