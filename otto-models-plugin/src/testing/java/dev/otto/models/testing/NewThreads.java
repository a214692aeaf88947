package dev.otto.models.testing;

import java.util.List;
import java.util.Set;

/**
 * The threads that were started after this was made: other test classes of the same process may
 * have left some of their own.
 */
public final class NewThreads {
  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  /** Returns those that still run, but for the one in which a test waits. */
  public List<Thread> alive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> !thread.getName().equals("awaitility-thread"))
        .toList();
  }

  /** Returns those of Otto's own that still run. */
  public List<Thread> ofOtto() {
    return alive().stream().filter(thread -> thread.getName().startsWith("otto-")).toList();
  }
}
