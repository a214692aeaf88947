/**
 * Alerts about runs that failed: grouped by job and reason, worded by the model of the flow {@code
 * watchdogFailures}, and sent in plain words where even that prompt fails.
 */
@NullMarked
package dev.otto.scheduler.watchdog;

import org.jspecify.annotations.NullMarked;
