/** Access to a database that several Ottos share, for benchmarks only. */
@NullMarked
package dev.otto.scheduler.database;

import org.jspecify.annotations.NullMarked;
