package dev.otto.jmx;

import dev.otto.jmx.ModelOperator.ManagedJob;
import dev.otto.jmx.ModelOperator.OperationResult;
import dev.otto.models.Flows;
import dev.otto.models.ModelChoice;
import dev.otto.models.quartz.JobModel;
import dev.otto.models.quartz.RequestedModel;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.Trigger.TriggerState;
import org.quartz.impl.matchers.GroupMatcher;

/** The jobs in a scheduler's store, of whatever kind, and the models in their data. */
final class QuartzJobs {
  private final Scheduler scheduler;
  private final Flows flows;
  private final Optional<JobTables> tables;
  private final ReentrantLock lock = new ReentrantLock();

  QuartzJobs(Scheduler scheduler, Flows flows) {
    this.scheduler = scheduler;
    this.flows = flows;
    this.tables = JobTables.of(scheduler);
  }

  int count() {
    return keys().size();
  }

  private Set<JobKey> keys() {
    try {
      return scheduler.getJobKeys(GroupMatcher.anyJobGroup());
    } catch (SchedulerException e) {
      throw new IllegalStateException("the jobs cannot be listed", e);
    }
  }

  /** Returns the first jobs, sorted as people read their keys. */
  List<ManagedJob> first(int limit) {
    Map<JobKey, StoredJob> stored = tables.isPresent() ? read(tables.get()) : Map.of();
    Set<JobKey> keys = tables.isPresent() ? stored.keySet() : keys();
    Set<String> ambiguous = ambiguous(keys);
    return keys.stream()
        .sorted()
        .limit(limit)
        .map(key -> stored.containsKey(key) ? stored.get(key) : read(key))
        .map(job -> job.managed(text(job.key(), ambiguous)))
        .toList();
  }

  private Map<JobKey, StoredJob> read(JobTables tables) {
    try {
      return tables.jobs(flows);
    } catch (SQLException e) {
      throw new IllegalStateException("the tables of the jobs cannot be read", e);
    }
  }

  /** Returns a job, even one that cannot be loaded, because its class is missing for instance. */
  ManagedJob managed(JobKey key) {
    return read(key).managed(key.toString());
  }

  /** Returns what the data of the job ask for, whatever its triggers say. */
  RequestedModel own(JobKey key) {
    return StoredJob.of(key, flows, () -> data(key)).own();
  }

  private StoredJob read(JobKey key) {
    StoredJob job = StoredJob.of(key, flows, () -> data(key));
    try {
      scheduler.getTriggersOfJob(key).forEach(job::add);
      return job;
    } catch (SchedulerException e) {
      return StoredJob.of(
          key,
          flows,
          () -> {
            throw e;
          });
    }
  }

  private JobDataMap data(JobKey key) throws SchedulerException {
    JobDetail job = scheduler.getJobDetail(key);
    if (job == null) {
      throw new SchedulerException("the job is gone");
    }
    return job.getJobDataMap();
  }

  /** Returns the texts that stand for more than one job, since groups and names may hold dots. */
  private static Set<String> ambiguous(Set<JobKey> keys) {
    var seen = new HashSet<String>();
    return keys.stream()
        .map(JobKey::toString)
        .filter(text -> !seen.add(text))
        .collect(Collectors.toSet());
  }

  private static String text(JobKey key, Set<String> ambiguous) {
    return ambiguous.contains(key.toString()) ? quoted(key) : key.toString();
  }

  private static String quoted(JobKey key) {
    return "\"" + key.getGroup() + "\".\"" + key.getName() + "\"";
  }

  /**
   * Finds a job by {@code group.name}, by {@code "group"."name"}, or by the name alone in Quartz's
   * default group.
   *
   * @throws IllegalArgumentException if there are several, since groups and names may hold dots
   */
  Optional<JobKey> find(String text) {
    Set<JobKey> found = new LinkedHashSet<>();
    int middle = text.indexOf("\".\"");
    if (middle > 0 && text.startsWith("\"") && text.endsWith("\"")) {
      addIfThere(found, text.substring(middle + 3, text.length() - 1), text.substring(1, middle));
    }
    for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
      addIfThere(found, text.substring(dot + 1), text.substring(0, dot));
    }
    if (found.isEmpty()) {
      addIfThere(found, text, Scheduler.DEFAULT_GROUP);
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" names several jobs; write "
              + found.stream().map(QuartzJobs::quoted).collect(Collectors.joining(" or ")));
    }
    return found.stream().findFirst();
  }

  private void addIfThere(Set<JobKey> found, String name, String group) {
    if (name.isEmpty() || group.isEmpty()) {
      return;
    }
    var key = new JobKey(name, group);
    try {
      if (scheduler.checkExists(key)) {
        found.add(key);
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException("the job " + key + " cannot be looked up", e);
    }
  }

  /** Writes the choice into the job's data, or removes it; everything else about the job stays. */
  OperationResult change(String text, ModelChoice choice) {
    Optional<JobKey> key = find(text);
    if (key.isEmpty()) {
      return new OperationResult.Refused(
          "There is no job \"" + text + "\"; see the attribute Jobs of JobModels");
    }
    lock.lock();
    try {
      return change(key.get(), choice);
    } catch (SchedulerException | SQLException e) {
      return new OperationResult.Refused(
          "Quartz does not change " + key.get() + ": " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private OperationResult change(JobKey key, ModelChoice choice)
      throws SchedulerException, SQLException {
    JobDetail stored = scheduler.getJobDetail(key);
    if (stored == null) {
      return gone(key);
    }
    List<? extends Trigger> before = scheduler.getTriggersOfJob(key);
    if (stored.isPersistJobDataAfterExecution()) {
      Optional<String> where = runsOn(key, before);
      if (where.isPresent()) {
        return new OperationResult.Refused(
            key
                + " runs"
                + where.get()
                + " and stores its data when it ends, which would undo the change; then try again");
      }
    }
    scheduler.addJob(withModel(stored, choice), true, true);
    List<? extends Trigger> triggers = scheduler.getTriggersOfJob(key);
    if (!before.isEmpty() && triggers.isEmpty() && !stored.isDurable()) {
      // Its last run ended in between, and with it the job that we have just stored again.
      scheduler.deleteJob(key);
      return gone(key);
    }
    return new OperationResult.Applied(
        key + ": " + ChoiceText.write(choice) + exception(triggers) + overtaken(stored, triggers));
  }

  private static OperationResult gone(JobKey key) {
    return new OperationResult.Refused("The job " + key + " is gone");
  }

  /** Warns where a run began at the moment of the change: it may have the data from before. */
  private String overtaken(JobDetail stored, List<? extends Trigger> triggers)
      throws SchedulerException, SQLException {
    boolean runs =
        stored.isPersistJobDataAfterExecution() && runsOn(stored.getKey(), triggers).isPresent();
    return runs ? "; but a run began meanwhile and may undo it: look again when it has ended" : "";
  }

  /**
   * Returns where the job runs, in words; empty where it does not. Of other instances of a cluster
   * the tables tell, or else the states of the triggers: one that fires no more is there only while
   * its last run goes on.
   */
  private Optional<String> runsOn(JobKey key, List<? extends Trigger> triggers)
      throws SchedulerException, SQLException {
    for (JobExecutionContext run : scheduler.getCurrentlyExecutingJobs()) {
      if (run.getJobDetail().getKey().equals(key)) {
        return Optional.of("");
      }
    }
    if (tables.isPresent()) {
      return tables.get().runningOn(key).map(instance -> " on " + instance);
    }
    for (Trigger trigger : triggers) {
      TriggerState state = scheduler.getTriggerState(trigger.getKey());
      boolean last = state == TriggerState.COMPLETE && trigger.getNextFireTime() == null;
      if (state == TriggerState.BLOCKED || last) {
        return Optional.of("");
      }
    }
    return Optional.empty();
  }

  private static JobDetail withModel(JobDetail stored, ModelChoice choice) {
    var job = (JobDetail) stored.clone();
    JobModel.put(job.getJobDataMap(), choice);
    return job;
  }

  private static String exception(List<? extends Trigger> triggers) {
    return triggers.stream()
        .filter(trigger -> trigger.getJobDataMap().containsKey(JobModel.MODEL_REF))
        .findFirst()
        .map(
            trigger ->
                "; but its trigger " + trigger.getKey() + " names a model, which comes first")
        .orElse("");
  }
}
