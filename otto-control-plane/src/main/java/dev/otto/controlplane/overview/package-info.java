/** The start page: Otto's state, the runs of the last day, and what needs attention. */
@NullMarked
package dev.otto.controlplane.overview;

import org.jspecify.annotations.NullMarked;
