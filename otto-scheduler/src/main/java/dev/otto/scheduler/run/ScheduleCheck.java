package dev.otto.scheduler.run;

import dev.otto.scheduler.job.JobTimetable;
import dev.otto.scheduler.job.JobTimetable.WaitingJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.listeners.JobListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then for jobs that do not run as their rows say, and mends what can be mended: a
 * trigger that is lost or stuck is created again, and a run whose thread is gone is closed as lost.
 */
public final class ScheduleCheck extends JobListenerSupport {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduleCheck.class);
  private static final Duration LATE = Duration.ofMinutes(1);
  private static final Duration SHOWN = Duration.ofDays(1);

  private final JobTimetable timetable;
  private final PromptSlots slots;
  private final Recovery recovery;
  private final RunningRuns running;
  private final InstantSource clock;
  private final Map<String, Thrown> thrown = new ConcurrentHashMap<>();
  private Set<String> suspects = Set.of();
  private volatile List<Symptom> troubles = List.of();

  /** Creates a check that has found nothing yet. */
  public ScheduleCheck(
      JobTimetable timetable,
      PromptSlots slots,
      Recovery recovery,
      RunningRuns running,
      InstantSource clock) {
    this.timetable = timetable;
    this.slots = slots;
    this.recovery = recovery;
    this.running = running;
    this.clock = clock;
  }

  /**
   * Something that is not as it should be.
   *
   * @param code its kind, such as {@code job_overdue}
   * @param message for the operator
   */
  public record Symptom(String code, String message) {}

  private record Thrown(String exception, Instant at) {}

  @Override
  public String getName() {
    return "schedule-check";
  }

  /** Takes note of a job that threw. A run that merely failed does not throw. */
  @Override
  public void jobWasExecuted(
      JobExecutionContext context, @Nullable JobExecutionException exception) {
    String id = context.getJobDetail().getKey().getName();
    if (exception == null) {
      thrown.remove(id);
    } else {
      thrown.put(id, new Thrown(rootName(exception), clock.instant()));
    }
  }

  private static String rootName(Throwable exception) {
    Throwable root = exception;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName();
  }

  /** Returns what the last look found. */
  public List<Symptom> troubles() {
    return troubles;
  }

  /**
   * Looks, and mends what can be mended. A job counts as late, or as one without a trigger, if the
   * look before found it so, too: it may be about to change.
   */
  public synchronized void look() {
    Instant now = clock.instant();
    recovery.closeAbandoned(running);
    var found = new ArrayList<Symptom>();
    thrown.values().removeIf(one -> one.at().isBefore(now.minus(SHOWN)));
    thrown.forEach((id, one) -> found.add(threw(id, one)));
    var suspectsNow = new HashSet<String>();
    for (WaitingJob job : timetable.waiting()) {
      Optional<Symptom> trouble = trouble(job, now);
      if (trouble.isPresent() && suspects.contains(job.id()) && timetable.schedule(job.id())) {
        found.add(trouble.get());
        log(job, trouble.get());
      } else if (trouble.isPresent()) {
        suspectsNow.add(job.id());
      }
    }
    suspects = suspectsNow;
    troubles = List.copyOf(found);
  }

  private Optional<Symptom> trouble(WaitingJob job, Instant now) {
    if (slots.isAwaitedBy(job.id())) {
      return Optional.empty();
    }
    if (!job.hasTrigger()) {
      return Optional.of(
          new Symptom(
              "trigger_missing",
              "job %s had no trigger for its next run at %s; it has one again"
                  .formatted(job.id(), job.due())));
    }
    boolean late = job.due().isBefore(now.minus(LATE)) && (job.system() || slots.hasFree());
    return late
        ? Optional.of(
            new Symptom(
                "job_overdue",
                "job %s has been due since %s, and slots are free; its trigger was created again"
                    .formatted(job.id(), job.due())))
        : Optional.empty();
  }

  private static Symptom threw(String id, Thrown one) {
    return new Symptom(
        "job_threw",
        "job %s ended with an exception, %s, at %s; this is a defect, of which Otto's log says more"
            .formatted(id, one.exception(), one.at()));
  }

  private static void log(WaitingJob job, Symptom trouble) {
    LOG.atWarn()
        .addKeyValue("event", trouble.code())
        .addKeyValue("job", job.id())
        .log("{}", trouble.message());
  }
}
