package dev.otto.jmx;

import dev.otto.models.Flows;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.quartz.JobDataMap;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;
import org.quartz.core.QuartzScheduler;
import org.quartz.core.QuartzSchedulerResources;
import org.quartz.impl.StdScheduler;
import org.quartz.impl.jdbcjobstore.JobStoreCMT;
import org.quartz.impl.jdbcjobstore.JobStoreSupport;
import org.quartz.utils.DBConnectionManager;

/**
 * The tables of a job store in a database, where all jobs are read with two queries; Quartz itself
 * needs two for each job. Nothing is written here.
 */
final class JobTables {
  private static final int JAVA_MAGIC = 0xAC;

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
    try {
      Object core = value(StdScheduler.class, "sched", scheduler);
      Object resources = value(QuartzScheduler.class, "resources", core);
      return resources instanceof QuartzSchedulerResources known
              && known.getJobStore() instanceof JobStoreSupport store
          ? Optional.of(new JobTables(known.getName(), store))
          : Optional.empty();
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
      query(
          connection,
          "SELECT JOB_NAME, JOB_GROUP, JOB_DATA FROM " + prefix + "JOB_DETAILS",
          row -> {
            var key = new JobKey(row.getString(1), row.getString(2));
            jobs.put(key, StoredJob.of(key, flows, () -> data(row, 3)));
          });
      query(
          connection,
          "SELECT JOB_NAME, JOB_GROUP, JOB_DATA, TRIGGER_NAME, TRIGGER_GROUP, NEXT_FIRE_TIME FROM "
              + prefix
              + "TRIGGERS",
          row -> {
            StoredJob job = jobs.get(new JobKey(row.getString(1), row.getString(2)));
            if (job != null) {
              var trigger = new TriggerKey(row.getString(4), row.getString(5));
              job.add(trigger, row.getLong(6), () -> data(row, 3));
            }
          });
    }
    return jobs;
  }

  /** Returns the instance of the cluster on which the job runs; empty where it does not run. */
  Optional<String> runningOn(JobKey job) throws SQLException {
    var instances = new ArrayList<String>();
    try (Connection connection = open()) {
      query(
          connection,
          "SELECT INSTANCE_NAME, JOB_NAME, JOB_GROUP FROM " + prefix + "FIRED_TRIGGERS",
          row -> {
            if (job.getName().equals(row.getString(2)) && job.getGroup().equals(row.getString(3))) {
              instances.add(row.getString(1));
            }
          });
    }
    return instances.stream().findFirst();
  }

  private Connection open() throws SQLException {
    return DBConnectionManager.getInstance().getConnection(dataSource);
  }

  /** Takes one row. */
  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private void query(Connection connection, String sql, RowReader reader) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql + " WHERE SCHED_NAME = ?")) {
      statement.setString(1, scheduler);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }

  /** Reads job data as Quartz stores them: a serialized map, or properties as text. */
  private static JobDataMap data(ResultSet row, int column) throws IOException, SQLException {
    try (InputStream stored = row.getBinaryStream(column)) {
      byte[] bytes = stored == null ? new byte[0] : stored.readAllBytes();
      if (bytes.length == 0) {
        return new JobDataMap();
      }
      return (bytes[0] & 0xFF) == JAVA_MAGIC ? serialized(bytes) : properties(bytes);
    }
  }

  private static JobDataMap properties(byte[] bytes) throws IOException {
    var properties = new Properties();
    properties.load(new ByteArrayInputStream(bytes));
    return new JobDataMap(properties);
  }

  private static JobDataMap serialized(byte[] bytes) throws IOException {
    try (var in = new ApplicationObjects(bytes)) {
      return in.readObject() instanceof Map<?, ?> map ? new JobDataMap(map) : new JobDataMap();
    } catch (ClassNotFoundException e) {
      throw new IOException("their class " + e.getMessage() + " is missing", e);
    }
  }

  /** Objects whose classes the application has. */
  private static final class ApplicationObjects extends ObjectInputStream {
    ApplicationObjects(byte[] bytes) throws IOException {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type)
        throws IOException, ClassNotFoundException {
      try {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        return Class.forName(type.getName(), false, application);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(type);
      }
    }
  }
}
