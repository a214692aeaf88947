package dev.otto.scheduler.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDetail;
import org.quartz.JobPersistenceException;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.SchedulerStateRecord;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredBundle;
import org.quartz.spi.TriggerFiredResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quartz's clustered store, as long as this node's clock is right. The nodes compare times of their
 * own clocks to know who lives and what is due; so one whose clock differs from the database's does
 * not join, declares nobody dead and fires nothing, and only says, by the database's clock, that it
 * lives, since it may have runs in flight. Each use of the clock compares it anew.
 *
 * <p>A node whose row says that it is drained takes no prompts, and gives back those that it took
 * before, so that the others have them.
 */
@SuppressWarnings("unchecked") // of Quartz, in the class that this one extends
public final class ClusterStore extends JobStoreTX {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterStore.class);

  /** The name of the scheduler whose jobs prompt. */
  public static final String PROMPTS = "otto-prompts";

  private static final String CHECK_IN =
      """
      UPDATE qrtz_scheduler_state
        SET last_checkin_time = CAST(extract(epoch FROM statement_timestamp()) * 1000 AS bigint)
      WHERE sched_name = ? AND instance_name = ?
      """;

  private static final String DRAINED = "SELECT 1 FROM nodes WHERE id = ? AND drained = 1";

  /** The triggers that were fired here and of which that is not stored yet. */
  private final Set<Ended> ended = ConcurrentHashMap.newKeySet();

  private final ReentrantLock endedTurn = new ReentrantLock();
  private volatile boolean wasOff;
  private boolean fires = true;

  /** A trigger whose job was executed, once for each firing. */
  private record Ended(
      OperableTrigger trigger, JobDetail job, CompletedExecutionInstruction instruction) {
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** Sets whether the node takes triggers; Quartz calls this with a property of that name. */
  public void setFires(boolean fires) {
    this.fires = fires;
  }

  @Override
  protected boolean doCheckin() throws JobPersistenceException {
    return !(firstCheckIn && isOff()) && super.doCheckin();
  }

  @Override
  protected List<SchedulerStateRecord> clusterCheckIn(Connection connection)
      throws JobPersistenceException {
    List<SchedulerStateRecord> failed = super.clusterCheckIn(connection);
    try (var update = connection.prepareStatement(CHECK_IN)) {
      update.setString(1, getInstanceName());
      update.setString(2, getInstanceId());
      int unused = update.executeUpdate();
      return failed;
    } catch (SQLException e) {
      throw new JobPersistenceException("The check-in could not be stored: " + e.getMessage(), e);
    }
  }

  @Override
  protected List<SchedulerStateRecord> findFailedInstances(Connection connection)
      throws JobPersistenceException {
    return isOff(connection) ? new ArrayList<>() : super.findFailedInstances(connection);
  }

  /**
   * The clock may have been set since the triggers were taken, or the node drained; then they are
   * given back.
   */
  @Override
  public List<TriggerFiredResult> triggersFired(List<OperableTrigger> triggers)
      throws JobPersistenceException {
    return takesNothing()
        ? triggers.stream().map(_ -> new TriggerFiredResult((TriggerFiredBundle) null)).toList()
        : super.triggersFired(triggers);
  }

  /** Takes nothing for a node that is to fire nothing, and only checks in. */
  @Override
  protected List<OperableTrigger> acquireNextTrigger(
      Connection connection, long noLaterThan, int maxCount, long timeWindow)
      throws JobPersistenceException {
    return fires && !takesNothing(connection)
        ? super.acquireNextTrigger(connection, noLaterThan, maxCount, timeWindow)
        : List.of();
  }

  /**
   * Stores that a trigger was fired. Quartz does so in a transaction for each, under the lock for
   * which all nodes wait; here one stores all that have ended while it waited for the lock. Where
   * that fails, each is stored by itself, as often as it takes, so that one that cannot be stored
   * does not hold the others.
   */
  @Override
  public void triggeredJobComplete(
      OperableTrigger trigger, JobDetail job, CompletedExecutionInstruction instruction) {
    var own = new Ended(trigger, job, instruction);
    ended.add(own);
    if (!isStoredTogether(own)) {
      super.triggeredJobComplete(trigger, job, instruction);
    }
  }

  private boolean isStoredTogether(Ended own) {
    endedTurn.lock();
    try {
      if (ended.contains(own)) {
        ended.removeAll(executeInNonManagedTXLock(LOCK_TRIGGER_ACCESS, this::storeEnded, null));
      }
      return true;
    } catch (JobPersistenceException | RuntimeException e) {
      LOG.debug("The ends of several firings were not stored together: {}", e.getMessage());
      ended.remove(own);
      return false;
    } finally {
      endedTurn.unlock();
    }
  }

  private Set<Ended> storeEnded(Connection connection) throws JobPersistenceException {
    Set<Ended> all = Set.copyOf(ended);
    for (Ended one : all) {
      triggeredJobComplete(connection, one.trigger(), one.job(), one.instruction());
    }
    return all;
  }

  private boolean isOff() throws JobPersistenceException {
    Connection connection = getNonManagedTXConnection();
    try {
      return isOff(connection);
    } finally {
      cleanupConnection(connection);
    }
  }

  private boolean takesNothing() throws JobPersistenceException {
    Connection connection = getNonManagedTXConnection();
    try {
      return takesNothing(connection);
    } finally {
      cleanupConnection(connection);
    }
  }

  private boolean takesNothing(Connection connection) throws JobPersistenceException {
    return isOff(connection) || isDrained(connection);
  }

  private boolean isDrained(Connection connection) throws JobPersistenceException {
    if (!PROMPTS.equals(getInstanceName())) {
      return false;
    }
    try (var query = connection.prepareStatement(DRAINED)) {
      query.setString(1, getInstanceId());
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    } catch (SQLException e) {
      throw new JobPersistenceException(
          "Whether this node is drained is not known: " + e.getMessage(), e);
    }
  }

  private boolean isOff(Connection connection) throws JobPersistenceException {
    try {
      ClockReading reading = ClockReading.of(connection);
      if (reading.isOff() != wasOff) {
        wasOff = reading.isOff();
        LOG.warn("{}", wasOff ? reading.sentence() : "This machine's clock is right again");
      }
      return wasOff;
    } catch (SQLException e) {
      throw new JobPersistenceException("The database's clock is not known: " + e.getMessage(), e);
    }
  }
}
