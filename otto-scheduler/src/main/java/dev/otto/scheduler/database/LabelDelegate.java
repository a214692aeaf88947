package dev.otto.scheduler.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.quartz.TriggerKey;
import org.quartz.impl.jdbcjobstore.NoSuchDelegateException;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.spi.ClassLoadHelper;
import org.slf4j.Logger;

/**
 * The statements of Quartz's store, of which the one that looks for triggers to take leaves out
 * those of jobs that run on nodes with a label that this one has not. So their group says where
 * they may be taken, and no thread is ever held by one that cannot be started here.
 */
public final class LabelDelegate extends PostgreSQLDelegate {
  /** The group of the triggers of jobs that run on any node. */
  public static final String ANYWHERE = "otto";

  /** The beginning of the groups of the others, which no label can be confused with. */
  public static final String LABELLED = ANYWHERE + ":";

  private static final String NEXT =
      """
      SELECT trigger_name, trigger_group FROM qrtz_triggers
      WHERE sched_name = ? AND trigger_state = 'WAITING' AND next_fire_time <= ?
        AND (misfire_instr = -1 OR next_fire_time >= ?)
        AND (NOT starts_with(trigger_group, ?) OR trigger_group = ANY (?))
      ORDER BY next_fire_time, priority DESC LIMIT ?
      """;

  private String scheduler = "";
  private Object[] groups = {};

  /** Returns the group of the triggers of jobs that run on nodes with this label. */
  public static String group(String label) {
    return LABELLED + label;
  }

  /**
   * Takes the labels of this node as the text of a property of Quartz's, with commas between.
   *
   * @param labels null where it has none
   */
  @Override
  public void initialize(
      Logger logger,
      String tablePrefix,
      String schedulerName,
      String instanceId,
      ClassLoadHelper classes,
      boolean useProperties,
      @Nullable String labels)
      throws NoSuchDelegateException {
    super.initialize(logger, tablePrefix, schedulerName, instanceId, classes, useProperties, "");
    scheduler = schedulerName;
    groups =
        labels == null
            ? new Object[0]
            : Pattern.compile(",").splitAsStream(labels).map(LabelDelegate::group).toArray();
  }

  @Override
  public List<TriggerKey> selectTriggerToAcquire(
      Connection connection, long noLaterThan, long noEarlierThan, int maxCount)
      throws SQLException {
    try (var query = connection.prepareStatement(NEXT)) {
      query.setString(1, scheduler);
      query.setLong(2, noLaterThan);
      query.setLong(3, noEarlierThan);
      query.setString(4, LABELLED);
      query.setArray(5, connection.createArrayOf("text", groups));
      query.setInt(6, Math.max(maxCount, 1));
      try (ResultSet rows = query.executeQuery()) {
        var found = new ArrayList<TriggerKey>();
        while (rows.next()) {
          found.add(new TriggerKey(rows.getString(1), rows.getString(2)));
        }
        return found;
      }
    }
  }
}
