package dev.otto.scheduler.run;

import dev.otto.scheduler.job.MemoryTimetable;
import dev.otto.scheduler.job.MemoryTimetable.WaitingJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then for jobs that do not run as their rows say, and mends what can be mended: a
 * trigger that is lost or stuck is created again.
 */
public final class ScheduleCheck {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduleCheck.class);
  private static final Duration LATE = Duration.ofMinutes(1);

  private final MemoryTimetable timetable;
  private final PromptSlots slots;
  private final InstantSource clock;
  private final ThrownJobs thrown;
  private Set<String> suspects = Set.of();
  private volatile List<Symptom> troubles = List.of();

  /** Creates a check that has found nothing yet. */
  public ScheduleCheck(MemoryTimetable timetable, PromptSlots slots, InstantSource clock) {
    this.timetable = timetable;
    this.slots = slots;
    this.clock = clock;
    this.thrown = new ThrownJobs(clock);
  }

  /**
   * Something that is not as it should be.
   *
   * @param code its kind, such as {@code job_overdue}
   * @param message for the operator
   */
  public record Symptom(String code, String message) {}

  /** Hears of the jobs that throw in this scheduler. */
  public void watch(Scheduler scheduler) throws SchedulerException {
    scheduler.getListenerManager().addJobListener(thrown);
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
    var found = new ArrayList<>(thrown.symptoms());
    var suspectsNow = new HashSet<String>();
    for (WaitingJob job : timetable.waiting()) {
      Optional<Symptom> trouble = trouble(job, now);
      if (trouble.isPresent() && suspects.contains(job.id()) && timetable.reschedule(job.id())) {
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

  private static void log(WaitingJob job, Symptom trouble) {
    LOG.atWarn()
        .addKeyValue("event", trouble.code())
        .addKeyValue("job", job.id())
        .log("{}", trouble.message());
  }
}
