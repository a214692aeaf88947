/**
 * The execution of jobs: from the fired trigger over the row that claims the fire time to the
 * prompt and the receipt. A fire time is claimed in the same transaction that opens its run, and a
 * run's session is stored before anything is prompted; so after a crash every open row is a run
 * that may have been prompted, and none is prompted again.
 */
@NullMarked
package dev.otto.scheduler.run;

import org.jspecify.annotations.NullMarked;
