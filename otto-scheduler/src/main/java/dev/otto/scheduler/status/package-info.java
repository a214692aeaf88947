/**
 * The state of Otto: health, the status of each service measured on request, and metrics in
 * Prometheus' text format.
 */
@NullMarked
package dev.otto.scheduler.status;

import org.jspecify.annotations.NullMarked;
