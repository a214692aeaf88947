/**
 * When a job runs again: a cadence, a cron expression in a time zone, or once. The cron expressions
 * are read, computed and put into words here and nowhere else; Quartz only ever gets the one moment
 * at which a job fires next.
 */
@NullMarked
package dev.otto.scheduler.schedule;

import org.jspecify.annotations.NullMarked;
