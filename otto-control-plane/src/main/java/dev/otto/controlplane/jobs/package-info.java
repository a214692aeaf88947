/**
 * Jobs: the list with what can be done to many at once, the form that makes and changes them, the
 * page of each with what its next run will use and why, and its runs. A form carries the definition
 * that it was opened with, so that a stale one is noticed before it overwrites anything.
 */
@NullMarked
package dev.otto.controlplane.jobs;

import org.jspecify.annotations.NullMarked;
