package dev.otto.jmx;

import dev.otto.jmx.ModelOperator.ManagedJob;
import dev.otto.jmx.ModelOperator.OperationResult;
import dev.otto.models.ModelChoice;
import dev.otto.models.quartz.JobModel;
import dev.otto.models.quartz.RequestedModel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.impl.matchers.GroupMatcher;

/** The jobs in a scheduler's store, of whatever kind, and the models in their data. */
final class QuartzJobs {
  private final Scheduler scheduler;
  private final ReentrantLock lock = new ReentrantLock();

  QuartzJobs(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Returns the keys, sorted as people read them. */
  List<JobKey> keys() {
    try {
      return scheduler.getJobKeys(GroupMatcher.anyJobGroup()).stream().sorted().toList();
    } catch (SchedulerException e) {
      throw new IllegalStateException("the jobs cannot be listed", e);
    }
  }

  /** Returns a job, even one that cannot be loaded, because its class is missing for instance. */
  ManagedJob managed(JobKey key) {
    return new ManagedJob(key.toString(), requested(key));
  }

  private RequestedModel requested(JobKey key) {
    try {
      JobDetail job = scheduler.getJobDetail(key);
      return job == null
          ? new RequestedModel.Unreadable("the job is gone")
          : RequestedModel.of(job.getJobDataMap());
    } catch (SchedulerException e) {
      return new RequestedModel.Unreadable("the job cannot be read: " + e.getMessage());
    }
  }

  /**
   * Finds a job by {@code group.name}, or by the name alone in Quartz's default group.
   *
   * @throws IllegalArgumentException if there are several, since groups and names may hold dots
   */
  Optional<JobKey> find(String text) {
    Set<JobKey> found = new LinkedHashSet<>();
    for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
      addIfThere(found, text.substring(dot + 1), text.substring(0, dot));
    }
    if (found.isEmpty()) {
      addIfThere(found, text, Scheduler.DEFAULT_GROUP);
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "\"" + text + "\" names several jobs: the dots can be read in more than one way");
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
    } catch (SchedulerException e) {
      return new OperationResult.Refused(
          "Quartz does not change " + key.get() + ": " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private OperationResult change(JobKey key, ModelChoice choice) throws SchedulerException {
    JobDetail stored = scheduler.getJobDetail(key);
    if (stored == null) {
      return gone(key);
    }
    if (stored.isPersistJobDataAfterExecution() && isRunning(key)) {
      return new OperationResult.Refused(
          key
              + " runs and stores its data when it ends, which would undo the change; then try again");
    }
    boolean scheduled = !scheduler.getTriggersOfJob(key).isEmpty();
    scheduler.addJob(withModel(stored, choice), true, true);
    List<? extends Trigger> triggers = scheduler.getTriggersOfJob(key);
    if (scheduled && triggers.isEmpty() && !stored.isDurable()) {
      // Its last run ended in between, and with it the job that we have just stored again.
      scheduler.deleteJob(key);
      return gone(key);
    }
    return new OperationResult.Applied(key + ": " + ChoiceText.write(choice) + exception(triggers));
  }

  private static OperationResult gone(JobKey key) {
    return new OperationResult.Refused("The job " + key + " is gone");
  }

  /**
   * Reports whether the job runs on this instance; what runs elsewhere in a cluster is not known
   * here.
   */
  private boolean isRunning(JobKey key) throws SchedulerException {
    for (JobExecutionContext run : scheduler.getCurrentlyExecutingJobs()) {
      if (run.getJobDetail().getKey().equals(key)) {
        return true;
      }
    }
    return false;
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
