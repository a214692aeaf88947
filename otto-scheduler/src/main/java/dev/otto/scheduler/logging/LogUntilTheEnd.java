package dev.otto.scheduler.logging;

import java.util.logging.LogManager;

/**
 * Keeps the log open while the process shuts down: the JDK closes it as soon as the shutdown
 * begins, which would lose what happens to the runs in flight.
 */
public final class LogUntilTheEnd extends LogManager {

  /** Creates the instance; the JDK calls this by name. */
  public LogUntilTheEnd() {}

  @Override
  public void reset() {}
}
