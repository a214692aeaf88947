/**
 * Acknowledgements: an operator's word that the failure of a job is known, so that it no longer
 * asks for attention until it ends, becomes another failure, or the time of a snooze is over.
 */
@NullMarked
package dev.otto.scheduler.acknowledge;

import org.jspecify.annotations.NullMarked;
