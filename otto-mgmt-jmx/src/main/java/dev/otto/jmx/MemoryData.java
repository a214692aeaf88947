package dev.otto.jmx;

import dev.otto.jmx.JobPlace.Kind;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.simpl.RAMJobStore;
import org.quartz.spi.OperableTrigger;

/** The data in a store in memory, changed while its monitor is held. */
final class MemoryData implements JobDataStore {
  private final Scheduler scheduler;
  private final RAMJobStore store;

  MemoryData(Scheduler scheduler, RAMJobStore store) {
    this.scheduler = scheduler;
    this.store = store;
  }

  @Override
  public <T> T locked(Work<T> work) throws IOException, JobPersistenceException, SQLException {
    synchronized (part(RAMJobStore.class, "lock", store)) {
      return work.on(new Memory());
    }
  }

  /** Returns what the store keeps to itself. */
  private static Object part(Class<?> type, String name, Object owner)
      throws JobPersistenceException {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(owner);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw new JobPersistenceException("the store cannot be locked: " + e.getMessage(), e);
    }
  }

  /** The store while the monitor is held. */
  private final class Memory implements Contents {

    @Override
    public List<Held> all() throws JobPersistenceException {
      Set<JobKey> running = running();
      var all = new ArrayList<Held>();
      for (JobKey key : store.getJobKeys(GroupMatcher.anyJobGroup())) {
        JobDetail job = store.retrieveJob(key);
        boolean stores = job.isPersistJobDataAfterExecution() && runs(key, running);
        Optional<String> run = stores ? Optional.of("") : Optional.empty();
        all.add(held(JobPlace.of(Kind.JOB, key), job.getJobDataMap(), new JobDataMap(), run));
      }
      for (TriggerKey key : store.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
        OperableTrigger trigger = store.retrieveTrigger(key);
        JobDataMap ofJob = store.retrieveJob(trigger.getJobKey()).getJobDataMap();
        var place = JobPlace.of(Kind.TRIGGER, key);
        all.add(held(place, trigger.getJobDataMap(), ofJob, Optional.empty()));
      }
      return all;
    }

    private static Held held(
        JobPlace place, JobDataMap data, JobDataMap inherited, Optional<String> run) {
      return new Held(place, data, inherited, Optional.empty(), run);
    }

    private Set<JobKey> running() throws JobPersistenceException {
      try {
        var running = new HashSet<JobKey>();
        for (JobExecutionContext run : scheduler.getCurrentlyExecutingJobs()) {
          running.add(run.getJobDetail().getKey());
        }
        return running;
      } catch (SchedulerException e) {
        throw new JobPersistenceException("the runs are not known", e);
      }
    }

    /**
     * A run that has only just begun is not among the running ones yet, but blocks its triggers.
     */
    private boolean runs(JobKey key, Set<JobKey> running) throws JobPersistenceException {
      if (running.contains(key)) {
        return true;
      }
      for (OperableTrigger trigger : store.getTriggersForJob(key)) {
        if (store.getTriggerState(trigger.getKey()) == TriggerState.BLOCKED) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void write(JobPlace place, JobDataMap data) throws JobPersistenceException {
      if (place.kind() == Kind.JOB) {
        JobDetail job = store.retrieveJob(new JobKey(place.name(), place.group()));
        store.storeJob(job.getJobBuilder().setJobData(data).build(), true);
        return;
      }
      // One that is stored anew would forget that it is paused, over or in error.
      Map<?, ?> triggers = (Map<?, ?>) part(RAMJobStore.class, "triggersByKey", store);
      Object kept = triggers.get(new TriggerKey(place.name(), place.group()));
      if (kept != null) {
        ((OperableTrigger) part(kept.getClass(), "trigger", kept)).setJobDataMap(data);
      }
    }
  }
}
