package dev.otto.scheduler.job;

import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.database.PostgresDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The triggers of the jobs in Quartz's clustered store, which all Ottos of a database share. A row
 * and its trigger are stored one after the other, so that a row may change in between, here or on
 * another node: who sets a trigger looks at the row again afterwards, and what a node leaves undone
 * that dies in between is found by {@link #reconcile}, which makes triggers of rows in the
 * database.
 */
public final class ClusterTimetable implements JobTimetable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterTimetable.class);

  /** The triggers that are set together, while whoever takes what is due waits. */
  private static final int TOGETHER = 1_000;

  /** The triggers that are set before a start is ready, which takes a second or two. */
  private static final int AT_START = 5 * TOGETHER;

  private final Scheduler prompts;
  private final Scheduler system;
  private final PostgresDatabase database;
  private final JobRepository jobs = new JobRepository();
  private final TriggerRepository triggers;

  /**
   * @param prompts fires the jobs of operators
   * @param system fires Otto's own, which wait for none of those
   */
  public ClusterTimetable(Scheduler prompts, Scheduler system, PostgresDatabase database)
      throws SchedulerException {
    this.prompts = prompts;
    this.system = system;
    this.database = database;
    this.triggers = new TriggerRepository(prompts.getSchedulerName(), system.getSchedulerName());
  }

  /** The trigger that a row wants. */
  private sealed interface Wanted {
    /** One at this time. */
    record At(Instant due, TriggerKey key) implements Wanted {}

    /** None now: the job is paused, or a run has locked it. */
    record None() implements Wanted {}

    /** None any more. */
    record Never() implements Wanted {}

    static Wanted of(Job job) {
      if (job.awaitsItsTime()) {
        return new At(job.state().dueAt().orElseThrow(), JobTrigger.keyInCluster(job));
      }
      return job.over() && !job.running() ? new Never() : new None();
    }
  }

  /** One that cannot be set now, since the database is away for instance, is set later. */
  @Override
  public void schedule(String jobId) {
    schedule(jobId, false);
  }

  /**
   * Sets the new trigger, and then deletes the one that other nodes may take; what fires in between
   * there is not claimed.
   */
  @Override
  public void move(String jobId) {
    schedule(jobId, true);
  }

  private void schedule(String jobId, boolean moved) {
    try {
      boolean mayHaveOthers = moved;
      Wanted wanted = wanted(jobId);
      Wanted done;
      do {
        done = wanted;
        set(jobId, done);
        if (mayHaveOthers) {
          unscheduleUnwanted(jobId);
        }
        wanted = wanted(jobId);
        mayHaveOthers = true;
      } while (!wanted.equals(done));
    } catch (SchedulerException | DatabaseException e) {
      LOG.atWarn()
          .addKeyValue("event", "trigger_not_set")
          .addKeyValue("job", jobId)
          .log("The trigger of job {} could not be set, and will be: {}", jobId, e.getMessage());
    }
  }

  private Wanted wanted(String jobId) {
    return database.read(tx -> jobs.find(tx, jobId)).map(Wanted::of).orElseGet(Wanted.Never::new);
  }

  private void set(String jobId, Wanted wanted) throws SchedulerException {
    Scheduler scheduler = scheduler(jobId);
    switch (wanted) {
      case Wanted.At(var due, var key) ->
          scheduler.scheduleJob(detail(jobId), Set.of(trigger(key, due)), true);
      case Wanted.None() -> unscheduleUnwanted(jobId);
      case Wanted.Never() -> {
        boolean unused = scheduler.deleteJob(JobTimetable.key(jobId));
      }
    }
  }

  private void unscheduleUnwanted(String jobId) throws SchedulerException {
    // With the lock, or who makes triggers of rows at this moment would not have stored them yet.
    List<TriggerKey> keys =
        database.writeTriggers(triggers.scheduler(jobId), tx -> triggers.unwanted(tx, jobId));
    if (!keys.isEmpty()) {
      boolean unused = scheduler(jobId).unscheduleJobs(keys);
    }
  }

  /** Leaves the trigger and its job to Quartz, which deletes both when the thread of a run ends. */
  @Override
  public void over(String jobId) {}

  /** Leaves what is due later to {@link #reconcile}, where there is very much. */
  @Override
  public void prepare() {
    int unused = reconcile(AT_START);
  }

  /**
   * Sets every trigger that is not as its row wants, the soonest due first, and returns the number
   * of those. A trigger that fires meanwhile may be among them; it loses the claim then, or this
   * does.
   */
  public int reconcile() {
    return reconcile(Integer.MAX_VALUE);
  }

  private int reconcile(int atMost) {
    List<String> unscheduled = database.read(tx -> triggers.unscheduled(tx, atMost));
    if (unscheduled.size() > TOGETHER) {
      LOG.atInfo()
          .addKeyValue("event", "triggers_missing")
          .addKeyValue("count", unscheduled.size())
          .log(
              "{} jobs have no trigger at their time; they get it now, the soonest due first",
              unscheduled.size());
    }
    int set = 0;
    for (int i = 0; i < unscheduled.size(); i += TOGETHER) {
      set += setTogether(unscheduled.subList(i, Math.min(i + TOGETHER, unscheduled.size())));
    }
    List<String> unwanted = database.read(triggers::unwanted);
    unwanted.forEach(this::move);
    return set + unwanted.size();
  }

  /** Sets the triggers of those that can be read; nobody can say when the others are due. */
  private int setTogether(List<String> ids) {
    return database.read(tx -> jobs.findAll(tx, ids)).stream()
        .filter(Job::awaitsItsTime)
        .map(Job::id)
        .collect(Collectors.groupingBy(triggers::scheduler))
        .entrySet()
        .stream()
        .mapToInt(its -> setTogether(its.getKey(), its.getValue()))
        .sum();
  }

  private int setTogether(String scheduler, List<String> ids) {
    return database.writeTriggers(scheduler, tx -> triggers.schedule(tx, scheduler, ids));
  }

  private Scheduler scheduler(String jobId) {
    return triggers.scheduler(jobId).equals(triggers.system()) ? system : prompts;
  }

  private static Trigger trigger(TriggerKey key, Instant due) {
    return JobTrigger.at(key, due, Trigger.DEFAULT_PRIORITY);
  }

  /**
   * Returns what Quartz knows of a job: its id. The class is one that every version of Otto has;
   * what a firing does is decided by the node that carries it out. It comes and goes with its
   * trigger.
   */
  private static JobDetail detail(String jobId) {
    return JobBuilder.newJob(org.quartz.Job.class).withIdentity(JobTimetable.key(jobId)).build();
  }
}
