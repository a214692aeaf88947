/** The page of runs of all jobs, found by conditions that stand in its address. */
@NullMarked
package dev.otto.controlplane.runs;

import org.jspecify.annotations.NullMarked;
