/**
 * Durable runs per second, Otto's beside other schedulers', all on SQLite that syncs every commit.
 */
@NullMarked
package dev.otto.benchmarks.durable;

import org.jspecify.annotations.NullMarked;
