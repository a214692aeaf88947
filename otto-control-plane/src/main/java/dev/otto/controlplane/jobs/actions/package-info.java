/** The buttons of a job: each does one thing and leads back to the page. */
@NullMarked
package dev.otto.controlplane.jobs.actions;

import org.jspecify.annotations.NullMarked;
