/**
 * The schedules of jobs: a cadence, a cron expression in a time zone, or once. Cron expressions are
 * parsed, computed and described here and nowhere else; Quartz only ever gets the one moment at
 * which a job fires next.
 */
@NullMarked
package dev.otto.scheduler.schedule;

import org.jspecify.annotations.NullMarked;
