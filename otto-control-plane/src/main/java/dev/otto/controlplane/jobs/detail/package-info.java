/** The page of a job with its runs, its model and what was changed, and the page of a run. */
@NullMarked
package dev.otto.controlplane.jobs.detail;

import org.jspecify.annotations.NullMarked;
