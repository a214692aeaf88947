/** The form that creates a job or changes one, and what the two definitions differ in. */
@NullMarked
package dev.otto.controlplane.jobs.form;

import org.jspecify.annotations.NullMarked;
