/**
 * Alerts about failed runs: grouped by job and reason, worded by the model of the flow {@code
 * watchdogFailures}, and sent without a model if that prompt fails.
 */
@NullMarked
package dev.otto.scheduler.watchdog;

import org.jspecify.annotations.NullMarked;
