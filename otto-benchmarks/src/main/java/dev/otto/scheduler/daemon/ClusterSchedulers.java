package dev.otto.scheduler.daemon;

import dev.otto.scheduler.database.PostgresDatabase;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.utils.DBConnectionManager;

/** The schedulers of a node of a cluster, as an Otto makes them. */
public final class ClusterSchedulers {
  private ClusterSchedulers() {}

  /** Makes one of this name for the node, with its store in this database. */
  public static Scheduler make(PostgresDatabase database, String name, String node, int threads)
      throws SchedulerException {
    DBConnectionManager.getInstance().addConnectionProvider(node, database.quartzConnections());
    return ClusteredFiring.scheduler(QuartzSettings.of(name, threads), node, node);
  }
}
