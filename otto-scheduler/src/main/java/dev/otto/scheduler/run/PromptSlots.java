package dev.otto.scheduler.run;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
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
public final class PromptSlots extends SchedulerListenerSupport implements TriggerListener {
  private static final Logger LOG = LoggerFactory.getLogger(PromptSlots.class);

  private final Predicate<String> fireAgain;
  private final SequencedSet<String> waiting = new LinkedHashSet<>();

  /** The jobs fired again but not started yet; a slot is reserved for each. */
  private final Set<String> called = new HashSet<>();

  private int free;
  private boolean stopped;

  /**
   * Creates free slots.
   *
   * @param fireAgain recreates the trigger of the job with this id; false if it is not due now
   */
  public PromptSlots(int slots, Predicate<String> fireAgain) {
    this.free = slots;
    this.fireAgain = fireAgain;
  }

  /** Applies the limit to this scheduler. */
  public void limit(Scheduler scheduler) throws SchedulerException {
    scheduler.getListenerManager().addTriggerListener(this);
    scheduler.getListenerManager().addSchedulerListener(this);
  }

  @Override
  public String getName() {
    return "prompt-slots";
  }

  @Override
  public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
    return context.getJobInstance() instanceof PromptJob && !take(trigger.getJobKey().getName());
  }

  /** Takes a slot and reports whether the job may start; if not, it is fired again later. */
  synchronized boolean take(String jobId) {
    boolean wasCalled = called.remove(jobId);
    if (wasCalled || free > called.size()) {
      free--;
      return true;
    }
    waiting.add(jobId);
    return false;
  }

  /** Reports whether the job waits for a slot, or has one reserved. */
  synchronized boolean isAwaitedBy(String jobId) {
    return waiting.contains(jobId) || called.contains(jobId);
  }

  /** Reports whether a job could start now. */
  synchronized boolean hasFree() {
    return !stopped && free > called.size();
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
    for (String next; (next = next()) != null; ) {
      if (!comes(next)) {
        synchronized (this) {
          called.remove(next);
        }
      }
    }
  }

  private boolean comes(String jobId) {
    try {
      return fireAgain.test(jobId);
    } catch (RuntimeException e) {
      LOG.error("Job {} could not be fired again; it will be when Otto restarts", jobId, e);
      return false;
    }
  }

  private synchronized @Nullable String next() {
    if (stopped || waiting.isEmpty() || free <= called.size()) {
      return null;
    }
    String next = waiting.removeFirst();
    called.add(next);
    return next;
  }

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
