/**
 * How Otto is: health, the status of each service measured when asked, and metrics in Prometheus'
 * text format.
 */
@NullMarked
package dev.otto.scheduler.status;

import org.jspecify.annotations.NullMarked;
