package dev.otto.jmx;

import dev.otto.models.Flows;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;
import org.quartz.core.QuartzScheduler;
import org.quartz.core.QuartzSchedulerResources;
import org.quartz.impl.StdScheduler;
import org.quartz.impl.jdbcjobstore.JobStoreCMT;
import org.quartz.impl.jdbcjobstore.JobStoreSupport;
import org.quartz.utils.DBConnectionManager;
import org.quartz.utils.Key;

/**
 * The tables of a job store in a database, where all jobs are read with two queries; Quartz itself
 * needs two for each job. Only data are written here, and only under Quartz's lock.
 */
final class JobTables {
  private final String scheduler;
  private final String dataSource;
  private final String prefix;

  private JobTables(String scheduler, JobStoreSupport store) {
    this.scheduler = scheduler;
    // The other one of such a store belongs to the transaction of the caller.
    this.dataSource =
        store instanceof JobStoreCMT managed
            ? managed.getNonManagedTXDataSource()
            : store.getDataSource();
    this.prefix = store.getTablePrefix();
  }

  /**
   * Finds the tables behind a scheduler. Quartz does not tell which store it has, so this looks
   * into its fields; empty where that is not allowed, and where jobs are not in a database.
   */
  static Optional<JobTables> of(Scheduler scheduler) {
    return resources(scheduler)
        .filter(known -> known.getJobStore() instanceof JobStoreSupport)
        .map(known -> new JobTables(known.getName(), (JobStoreSupport) known.getJobStore()));
  }

  /** Returns what a scheduler is made of; empty where it may not be looked into. */
  static Optional<QuartzSchedulerResources> resources(Scheduler scheduler) {
    try {
      Object core = value(StdScheduler.class, "sched", scheduler);
      Object resources = value(QuartzScheduler.class, "resources", core);
      return Optional.ofNullable((QuartzSchedulerResources) resources);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return Optional.empty();
    }
  }

  private static @Nullable Object value(Class<?> type, String name, @Nullable Object owner)
      throws ReflectiveOperationException {
    if (!type.isInstance(owner)) {
      return null;
    }
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }

  /** Reads all jobs with their triggers. */
  Map<JobKey, StoredJob> jobs(Flows flows) throws SQLException {
    var jobs = new HashMap<JobKey, StoredJob>();
    try (Connection connection = open()) {
      eachJob(
          connection,
          (key, row) -> jobs.put(key, StoredJob.of(key, flows, () -> StoredData.read(row))));
      eachTrigger(
          connection,
          (key, row) -> {
            StoredJob job = jobs.get(key);
            if (job != null) {
              job.add(trigger(row), row.getLong("NEXT_FIRE_TIME"), () -> StoredData.read(row));
            }
          });
    }
    return jobs;
  }

  /** Reads the rows of all jobs: their data, and whether runs store these when they end. */
  void eachJob(Connection connection, RowReader reader) throws SQLException {
    query(connection, "JOB_DATA, IS_UPDATE_DATA", "JOB_DETAILS", reader);
  }

  /** Reads the rows of all triggers, by the keys of their jobs. */
  void eachTrigger(Connection connection, RowReader reader) throws SQLException {
    query(connection, "JOB_DATA, TRIGGER_NAME, TRIGGER_GROUP, NEXT_FIRE_TIME", "TRIGGERS", reader);
  }

  static TriggerKey trigger(ResultSet row) throws SQLException {
    return new TriggerKey(row.getString("TRIGGER_NAME"), row.getString("TRIGGER_GROUP"));
  }

  /** Returns the instance of the cluster on which the job runs; empty where it does not run. */
  Optional<String> runningOn(JobKey job) throws SQLException {
    try (Connection connection = open()) {
      return Optional.ofNullable(running(connection).get(job));
    }
  }

  /** Returns the jobs that run, each with the instance of the cluster on which it does. */
  Map<JobKey, String> running(Connection connection) throws SQLException {
    var running = new HashMap<JobKey, String>();
    query(
        connection,
        "INSTANCE_NAME",
        "FIRED_TRIGGERS",
        (key, row) -> running.put(key, row.getString("INSTANCE_NAME")));
    return running;
  }

  Connection open() throws SQLException {
    return DBConnectionManager.getInstance().getConnection(dataSource);
  }

  /** Takes a row, and the key of the job that it belongs to. */
  interface RowReader {
    void read(JobKey job, ResultSet row) throws SQLException;
  }

  /** Reads the rows of this scheduler that belong to a job; a trigger fires for one only later. */
  private void query(Connection connection, String columns, String table, RowReader reader)
      throws SQLException {
    String sql =
        "SELECT JOB_NAME, JOB_GROUP, %s FROM %s WHERE SCHED_NAME = ?"
            .formatted(columns, prefix + table);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, scheduler);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String job = rows.getString("JOB_NAME");
          if (job != null) {
            reader.read(new JobKey(job, rows.getString("JOB_GROUP")), rows);
          }
        }
      }
    }
  }

  /** Writes the data of a job, and nothing else of its row. */
  void write(Connection connection, JobKey job, byte[] data) throws SQLException {
    write(connection, "JOB_DETAILS", "JOB", job, data);
  }

  /** Writes the data of a trigger, and nothing else of its row: it may be fired at any moment. */
  void write(Connection connection, TriggerKey trigger, byte[] data) throws SQLException {
    write(connection, "TRIGGERS", "TRIGGER", trigger, data);
  }

  private void write(Connection connection, String table, String kind, Key<?> key, byte[] data)
      throws SQLException {
    String sql =
        "UPDATE %s SET JOB_DATA = ? WHERE SCHED_NAME = ? AND %s_NAME = ? AND %s_GROUP = ?"
            .formatted(prefix + table, kind, kind);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, data);
      statement.setString(2, scheduler);
      statement.setString(3, key.getName());
      statement.setString(4, key.getGroup());
      statement.executeUpdate();
    }
  }
}
