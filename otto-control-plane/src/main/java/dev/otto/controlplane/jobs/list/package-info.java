/** The list of jobs: what is shown of which, in which order, and changes to many at once. */
@NullMarked
package dev.otto.controlplane.jobs.list;

import org.jspecify.annotations.NullMarked;
