package dev.otto.scheduler.job;

import java.util.function.Predicate;

/**
 * A change to one of many jobs.
 *
 * @param expected is true of the job if it may be changed; otherwise somebody else was faster
 */
public record JobUpdate(String id, JobFields fields, Predicate<Job> expected) {}
