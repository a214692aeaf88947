/** Access to a daemon that shares its database with others, for benchmarks only. */
@NullMarked
package dev.otto.scheduler.daemon;

import org.jspecify.annotations.NullMarked;
