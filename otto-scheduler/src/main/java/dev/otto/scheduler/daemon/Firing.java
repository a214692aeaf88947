package dev.otto.scheduler.daemon;

import dev.otto.models.quartz.OttoModels;
import dev.otto.scheduler.job.JobTimetable;
import dev.otto.scheduler.run.RunJobs;
import dev.otto.scheduler.run.ScheduleCheck.Symptom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.quartz.SchedulerException;

/**
 * Quartz, which fires the jobs at the times of their rows: one Otto has its triggers in memory,
 * those of a cluster have theirs in the database.
 */
interface Firing {
  /** Returns the id of this Otto among those of its cluster; empty if it is the only one. */
  Optional<String> node();

  JobTimetable timetable();

  /** Has these jobs carry out what fires. */
  void connect(RunJobs jobs, OttoModels models) throws SchedulerException;

  void start() throws SchedulerException;

  /** Reports whether what is due is fired. */
  boolean fires() throws SchedulerException;

  /**
   * Starts no new prompts as long as this node is drained; those that are due wait, or are taken by
   * others.
   */
  void holdPrompts(boolean drained);

  /** Returns how far this machine's clock is ahead of that of the others at least. */
  Duration clockOffset();

  /** Returns the time between two looks. */
  Duration pauseBetweenLooks();

  /** Looks for jobs that do not run as their rows say, and mends what can be mended. */
  void look();

  /** Returns what is not as it should be. */
  List<Symptom> troubles();

  /** Fires no more; what was fired goes on. */
  void standBy() throws SchedulerException;

  void shutDown() throws SchedulerException;
}
