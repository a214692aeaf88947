/** Acknowledging the failure of a job, or snoozing it: a form with a reason, and the way back. */
@NullMarked
package dev.otto.controlplane.jobs.acknowledge;

import org.jspecify.annotations.NullMarked;
