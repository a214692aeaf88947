/**
 * The pages of jobs: the list with its bulk actions, the form that creates and changes jobs, the
 * page of each job with the model of its next run and the reason, and its runs. A form carries the
 * definition that it was opened with, so that a stale one is noticed before it overwrites anything.
 */
@NullMarked
package dev.otto.controlplane.jobs;

import org.jspecify.annotations.NullMarked;
