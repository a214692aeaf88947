/**
 * The daemon, assembled. {@link dev.otto.scheduler.daemon.Otto} starts the parts in their order
 * (configuration, lock, database, catalog, API, Quartz, pages) and closes them in reverse.
 */
@NullMarked
package dev.otto.scheduler.daemon;

import org.jspecify.annotations.NullMarked;
