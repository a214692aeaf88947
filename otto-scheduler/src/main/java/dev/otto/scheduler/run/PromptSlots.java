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
 * Lets only so many prompts of jobs be in flight. One that comes too late gives its thread back at
 * once, which keeps threads for the system's own jobs, and is fired again, in the order of arrival,
 * when a slot is free. Being refused as a trigger, it was never resolved: that happens when it
 * really starts.
 */
public final class PromptSlots extends SchedulerListenerSupport implements TriggerListener {
  private static final Logger LOG = LoggerFactory.getLogger(PromptSlots.class);

  private final Predicate<String> fireAgain;
  private final SequencedSet<String> waiting = new LinkedHashSet<>();

  /** Called, and not yet there; a slot is kept for each. */
  private final Set<String> called = new HashSet<>();

  private int free;
  private boolean stopped;

  /**
   * Everything is free.
   *
   * @param fireAgain makes the trigger of the job with this id anew; false if it is due no more
   */
  public PromptSlots(int slots, Predicate<String> fireAgain) {
    this.free = slots;
    this.fireAgain = fireAgain;
  }

  /** From now on counts for this scheduler. */
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

  /** Whether the job may start; if not, it is called later. */
  synchronized boolean take(String jobId) {
    boolean wasCalled = called.remove(jobId);
    if (wasCalled || free > called.size()) {
      free--;
      return true;
    }
    waiting.add(jobId);
    return false;
  }

  /** A prompt is over. */
  void release() {
    synchronized (this) {
      free++;
    }
    callNext();
  }

  /**
   * One that was called and then cancelled must not keep its slot. One that waits is left alone:
   * Quartz deletes it with the trigger that was refused.
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

  /** Nobody is called where nobody could come. */
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
      LOG.error("Job {} could not be fired again; it will be when Otto starts anew", jobId, e);
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
