package dev.otto.jmx;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.quartz.JobDataMap;
import org.quartz.JobPersistenceException;
import org.quartz.Scheduler;
import org.quartz.core.QuartzSchedulerResources;
import org.quartz.impl.jdbcjobstore.JobStoreSupport;
import org.quartz.simpl.RAMJobStore;

/**
 * The data of all jobs and triggers of a store, read and changed while no run begins or ends: under
 * the lock that Quartz itself takes for that, on all nodes of a cluster.
 */
interface JobDataStore {

  /** Runs the work under the lock. Where it throws, a database has nothing of it. */
  <T> T locked(Work<T> work) throws IOException, JobPersistenceException, SQLException;

  /** Work on the data. */
  interface Work<T> {
    T on(Contents contents) throws IOException, JobPersistenceException, SQLException;
  }

  /** The data, as long as the lock is held. */
  interface Contents {
    List<Held> all() throws JobPersistenceException, SQLException;

    /** Writes the data of a job or trigger and nothing else of it. */
    void write(JobPlace place, JobDataMap data)
        throws IOException, JobPersistenceException, SQLException;
  }

  /**
   * The data of a job or of a trigger.
   *
   * @param inherited the data of the job of a trigger, which count where it has none of its own
   * @param problem why the data cannot be read; empty if they can
   * @param run where the job runs that stores these data at its end, in words; empty if none does
   */
  record Held(
      JobPlace place,
      JobDataMap data,
      JobDataMap inherited,
      Optional<String> problem,
      Optional<String> run) {}

  /** Finds the store of a scheduler; empty for a store that is neither memory nor a database. */
  static Optional<JobDataStore> of(Scheduler scheduler) {
    return JobTables.resources(scheduler).flatMap(known -> of(scheduler, known));
  }

  private static Optional<JobDataStore> of(Scheduler scheduler, QuartzSchedulerResources known) {
    if (known.getJobStore() instanceof JobStoreSupport store) {
      return JobTables.of(scheduler).map(tables -> new TableData(tables, store));
    }
    return known.getJobStore() instanceof RAMJobStore store
        ? Optional.of(new MemoryData(scheduler, store))
        : Optional.empty();
  }
}
