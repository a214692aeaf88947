/**
 * One execution of a job: the run's row with its receipt, the Quartz job that prompts, and the
 * recovery of what a crash left open.
 */
@NullMarked
package dev.otto.scheduler.run;

import org.jspecify.annotations.NullMarked;
