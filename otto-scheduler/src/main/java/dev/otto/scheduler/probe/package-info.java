/**
 * Probes: one tiny prompt that shows whether a model answers, how soon, and for how much. To
 * operators a probe is a check of the model; in the code that word belongs to {@link
 * dev.otto.models.ModelCheck}, which only looks a model up.
 */
@NullMarked
package dev.otto.scheduler.probe;

import org.jspecify.annotations.NullMarked;
