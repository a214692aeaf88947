package dev.otto.scheduler.run;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.JobListener;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerListener;
import org.quartz.listeners.SchedulerListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the number of jobs' prompts in flight. A job beyond the limit gives its thread back at
 * once, which keeps threads for the system's own jobs, and is fired again, in order of arrival,
 * when a slot is free. Since its trigger was vetoed, its model has not been resolved: that happens
 * when it really starts.
 */
public final class PromptSlots extends SchedulerListenerSupport
    implements TriggerListener, JobListener {
  private static final Logger LOG = LoggerFactory.getLogger(PromptSlots.class);

  private final BiConsumer<String, Instant> fireAgain;

  /** The jobs that wait for a slot, with the times at which they were due. */
  private final SequencedMap<String, Instant> waiting = new LinkedHashMap<>();

  /** The jobs fired again but not started yet; a slot is reserved for each. */
  private final Set<String> called = new HashSet<>();

  private int free;
  private boolean stopped;
  private boolean held;

  /**
   * Creates free slots.
   *
   * @param fireAgain recreates the trigger of the job with this id for the time that it was due
   */
  public PromptSlots(int slots, BiConsumer<String, Instant> fireAgain) {
    this.free = slots;
    this.fireAgain = fireAgain;
  }

  /** Applies the limit to this scheduler. */
  public void limit(Scheduler scheduler) throws SchedulerException {
    scheduler.getListenerManager().addTriggerListener(this);
    scheduler.getListenerManager().addJobListener(this);
    scheduler.getListenerManager().addSchedulerListener(this);
  }

  @Override
  public String getName() {
    return "prompt-slots";
  }

  @Override
  public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
    return context.getJobInstance() instanceof PromptJob
        && !take(trigger.getJobKey().getName(), context.getScheduledFireTime().toInstant());
  }

  /** Takes a slot and reports whether the job may start; if not, it is fired again later. */
  synchronized boolean take(String jobId, Instant due) {
    boolean wasCalled = called.remove(jobId);
    if (!held && (wasCalled || free > called.size())) {
      free--;
      return true;
    }
    waiting.put(jobId, due);
    return false;
  }

  /** Reports whether the job waits for a slot, or has one reserved. */
  synchronized boolean isAwaitedBy(String jobId) {
    return waiting.containsKey(jobId) || called.contains(jobId);
  }

  /** Reports whether a job could start now. */
  synchronized boolean hasFree() {
    return !stopped && !held && free > called.size();
  }

  @Override
  public void jobWasExecuted(
      JobExecutionContext context, @Nullable JobExecutionException exception) {
    if (context.getJobInstance() instanceof PromptJob) {
      release();
    }
  }

  /** Lets no job start as long as they are held; those that are due wait. */
  public void hold(boolean jobs) {
    synchronized (this) {
      held = jobs;
    }
    callNext();
  }

  /** Releases a slot when a prompt is over. */
  void release() {
    synchronized (this) {
      free++;
    }
    callNext();
  }

  /**
   * Releases the slot of a job that was fired again and then cancelled. A waiting one is left
   * alone: Quartz deletes it with the vetoed trigger.
   */
  @Override
  public void jobDeleted(JobKey job) {
    boolean wasCalled;
    synchronized (this) {
      wasCalled = called.remove(job.getName());
    }
    if (wasCalled) {
      callNext();
    }
  }

  /** Stops firing waiting jobs again, since none could start. */
  @Override
  public synchronized void schedulerInStandbyMode() {
    stopped = true;
  }

  @Override
  public void schedulerStarted() {
    synchronized (this) {
      stopped = false;
    }
    callNext();
  }

  private void callNext() {
    for (Map.Entry<String, Instant> next; (next = next()) != null; ) {
      try {
        fireAgain.accept(next.getKey(), next.getValue());
      } catch (RuntimeException e) {
        LOG.error(
            "Job {} could not be fired again; it will be when Otto restarts", next.getKey(), e);
        synchronized (this) {
          called.remove(next.getKey());
        }
      }
    }
  }

  private synchronized Map.@Nullable Entry<String, Instant> next() {
    if (stopped || held || waiting.isEmpty() || free <= called.size()) {
      return null;
    }
    Map.Entry<String, Instant> next = waiting.pollFirstEntry();
    called.add(next.getKey());
    return next;
  }

  @Override
  public void jobToBeExecuted(JobExecutionContext context) {}

  @Override
  public void jobExecutionVetoed(JobExecutionContext context) {}

  @Override
  public void triggerFired(Trigger trigger, JobExecutionContext context) {}

  @Override
  public void triggerMisfired(Trigger trigger) {}

  @Override
  public void triggerComplete(
      Trigger trigger,
      JobExecutionContext context,
      Trigger.CompletedExecutionInstruction instruction) {}
}
