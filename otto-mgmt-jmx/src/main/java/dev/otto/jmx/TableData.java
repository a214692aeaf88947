package dev.otto.jmx;

import dev.otto.jmx.JobPlace.Kind;
import java.io.IOException;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.JobDataMap;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.TriggerKey;
import org.quartz.impl.jdbcjobstore.JobStoreSupport;
import org.quartz.impl.jdbcjobstore.Semaphore;

/** The data in the tables of a database, changed in one transaction. */
final class TableData implements JobDataStore {
  private static final String LOCK = "TRIGGER_ACCESS";

  private final JobTables tables;
  private final JobStoreSupport store;

  TableData(JobTables tables, JobStoreSupport store) {
    this.tables = tables;
    this.store = store;
  }

  @Override
  public <T> T locked(Work<T> work) throws IOException, JobPersistenceException, SQLException {
    Semaphore lock = lock();
    try (Connection connection = tables.open()) {
      connection.setAutoCommit(false);
      try {
        lock.obtainLock(connection, LOCK);
        try {
          T result = work.on(new Tables(connection));
          connection.commit();
          return result;
        } finally {
          rollBack(connection, lock);
        }
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /** Leaves nothing that is not committed, and only then lets others in. */
  private static void rollBack(Connection connection, Semaphore lock)
      throws JobPersistenceException, SQLException {
    try {
      connection.rollback();
    } finally {
      lock.releaseLock(LOCK);
    }
  }

  /** Returns the lock, which Quartz keeps to itself: in a cluster a row that all nodes lock. */
  private Semaphore lock() throws JobPersistenceException {
    try {
      Method method = JobStoreSupport.class.getDeclaredMethod("getLockHandler");
      method.setAccessible(true);
      return (Semaphore) method.invoke(store);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw new JobPersistenceException("the store cannot be locked: " + e.getMessage(), e);
    }
  }

  /** The tables as the transaction sees them. */
  private final class Tables implements Contents {
    private final Connection connection;

    Tables(Connection connection) {
      this.connection = connection;
    }

    @Override
    public List<Held> all() throws SQLException {
      Map<JobKey, String> running = tables.running(connection);
      var jobs = new HashMap<JobKey, Held>();
      tables.eachJob(
          connection,
          (key, row) -> {
            Optional<String> run =
                row.getBoolean("IS_UPDATE_DATA")
                    ? Optional.ofNullable(running.get(key)).map(instance -> " on " + instance)
                    : Optional.empty();
            jobs.put(key, held(JobPlace.of(Kind.JOB, key), row, new JobDataMap(), run));
          });
      var all = new ArrayList<Held>(jobs.values());
      tables.eachTrigger(
          connection,
          (key, row) -> {
            var place = JobPlace.of(Kind.TRIGGER, JobTables.trigger(row));
            JobDataMap ofJob = jobs.containsKey(key) ? jobs.get(key).data() : new JobDataMap();
            all.add(held(place, row, ofJob, Optional.empty()));
          });
      return all;
    }

    private Held held(JobPlace place, ResultSet row, JobDataMap inherited, Optional<String> run)
        throws SQLException {
      try {
        return new Held(place, StoredData.read(row), inherited, Optional.empty(), run);
      } catch (IOException e) {
        return new Held(
            place, new JobDataMap(), inherited, Optional.of(String.valueOf(e.getMessage())), run);
      }
    }

    @Override
    public void write(JobPlace place, JobDataMap data) throws IOException, SQLException {
      byte[] bytes = StoredData.bytes(data, store.canUseProperties());
      if (place.kind() == Kind.JOB) {
        tables.write(connection, new JobKey(place.name(), place.group()), bytes);
      } else {
        tables.write(connection, new TriggerKey(place.name(), place.group()), bytes);
      }
    }
  }
}
