package dev.otto.scheduler.logging;

import java.util.logging.LogManager;

/**
 * Keeps the log open while the process goes down: the JDK closes it as soon as the shutdown begins,
 * and what happens to the runs in flight would not be in it.
 */
public final class LogUntilTheEnd extends LogManager {

  /** Called by the JDK, by name. */
  public LogUntilTheEnd() {}

  @Override
  public void reset() {}
}
