package dev.otto.scheduler.job;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.node.NodeLabels;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.impl.matchers.GroupMatcher;

/**
 * The triggers of the jobs in the memory of the one Otto there is. The table is read whenever a job
 * is scheduled, so the last call always leaves the trigger that the table wants; only one that
 * fires again waits for its run to read it.
 */
public final class MemoryTimetable implements JobTimetable {
  private final Scheduler scheduler;
  private final Database database;
  private final Class<? extends org.quartz.Job> runs;
  private final NodeLabels labels;
  private final JobRepository jobs = new JobRepository();
  // One at a time for a job; jobs that share a lock by chance only wait for each other.
  private final Object[] locks = Stream.generate(Object::new).limit(64).toArray();

  /**
   * @param runs the class that Quartz instantiates for each run
   * @param labels whose jobs have no trigger where this Otto lacks theirs
   */
  public MemoryTimetable(
      Scheduler scheduler,
      Database database,
      Class<? extends org.quartz.Job> runs,
      NodeLabels labels) {
    this.scheduler = scheduler;
    this.database = database;
    this.runs = runs;
    this.labels = labels;
  }

  /**
   * A job that waits for its time and is not being executed.
   *
   * @param due the time in its row
   * @param system whether it is Otto's own
   * @param hasTrigger whether Quartz will fire it
   */
  public record WaitingJob(String id, Instant due, boolean system, boolean hasTrigger) {}

  /** Returns the jobs that wait for their time. */
  public List<WaitingJob> waiting() {
    Set<String> executing = executing();
    List<JobRepository.NextTime> times = database.read(jobs::nextTimes);
    return times.stream()
        .filter(time -> labels.allow(time.runsOn()) && !executing.contains(time.jobId()))
        .map(time -> new WaitingJob(time.jobId(), time.at(), time.system(), hasTrigger(time)))
        .toList();
  }

  private Set<String> executing() {
    try {
      return scheduler.getCurrentlyExecutingJobs().stream()
          .map(run -> run.getJobDetail().getKey().getName())
          .collect(Collectors.toSet());
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz does not say what it executes", e);
    }
  }

  private boolean hasTrigger(JobRepository.NextTime time) {
    try {
      return scheduler.checkExists(JobTrigger.key(time.jobId()));
    } catch (SchedulerException e) {
      throw new IllegalStateException("Quartz does not say which triggers it has", e);
    }
  }

  @Override
  public void schedule(String jobId) {
    boolean unused = reschedule(jobId);
  }

  @Override
  public void move(String jobId) {
    schedule(jobId);
  }

  /** Sets the trigger as the job's row says, and reports whether there is one. */
  public boolean reschedule(String jobId) {
    synchronized (lock(jobId)) {
      Optional<Job> job = database.read(tx -> jobs.find(tx, jobId)).filter(this::wantsTrigger);
      try {
        if (job.isPresent()) {
          set(jobId, JobTrigger.of(job.get()));
        } else {
          scheduler.deleteJob(JobTimetable.key(jobId));
        }
      } catch (SchedulerException e) {
        throw unscheduled(jobId, e);
      }
      return job.isPresent();
    }
  }

  /**
   * Fires an operator's job again that was due at this time and did not start. Its row is not read:
   * if the job is no longer due at that time, its run finds out as it claims the time, and sets the
   * trigger from the table.
   */
  public void fireAgain(String jobId, Instant due) {
    synchronized (lock(jobId)) {
      try {
        set(jobId, JobTrigger.at(JobTrigger.key(jobId), due, Trigger.DEFAULT_PRIORITY));
      } catch (SchedulerException e) {
        throw unscheduled(jobId, e);
      }
    }
  }

  private boolean wantsTrigger(Job job) {
    return job.awaitsItsTime() && labels.allow(job.runsOn());
  }

  private Object lock(String jobId) {
    return locks[Math.floorMod(jobId.hashCode(), locks.length)];
  }

  private void set(String jobId, Trigger trigger) throws SchedulerException {
    scheduler.scheduleJob(detail(jobId), Set.of(trigger), true);
  }

  private static IllegalStateException unscheduled(String jobId, SchedulerException e) {
    return new IllegalStateException(jobId + " could not be scheduled", e);
  }

  /** Quartz forgets a trigger that has fired for the last time, and its job, by itself. */
  @Override
  public void over(String jobId) {}

  @Override
  public void prepare() {
    List<Job> awaiting =
        database.read(jobs::awaitingTheirTime).stream().filter(this::wantsTrigger).toList();
    Map<JobDetail, Set<? extends Trigger>> triggers = HashMap.newHashMap(awaiting.size());
    awaiting.forEach(job -> triggers.put(detail(job.id()), Set.of(JobTrigger.of(job))));
    try {
      scheduler.deleteJobs(List.copyOf(scheduler.getJobKeys(GroupMatcher.jobGroupEquals(GROUP))));
      scheduler.scheduleJobs(triggers, true);
    } catch (SchedulerException e) {
      throw new IllegalStateException("the jobs could not be scheduled", e);
    }
  }

  private JobDetail detail(String jobId) {
    return JobBuilder.newJob(runs).withIdentity(JobTimetable.key(jobId)).build();
  }
}
