package dev.otto.scheduler.node;

import dev.otto.scheduler.database.DatabaseException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores again and again what this node says of itself, as long as it runs. */
public final class NodeReports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeReports.class);
  private static final long EVERY_MILLIS = 10_000;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("otto-node-report").daemon().factory());

  /** Begins with it. */
  public void start(Nodes nodes) {
    var unused =
        thread.scheduleWithFixedDelay(() -> report(nodes), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void report(Nodes nodes) {
    try {
      nodes.report();
    } catch (DatabaseException e) {
      LOG.debug("What this node says of itself is stored later", e);
    } catch (RuntimeException e) {
      LOG.error("What this node says of itself could not be measured", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
