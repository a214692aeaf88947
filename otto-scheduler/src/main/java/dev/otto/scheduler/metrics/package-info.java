/** Counts what Otto does, for a scraper that reads Prometheus text. */
@NullMarked
package dev.otto.scheduler.metrics;

import org.jspecify.annotations.NullMarked;
