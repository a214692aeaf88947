/**
 * The one SQLite file with everything Otto must not forget. Writes are steps that share a durable
 * commit with whatever else is waiting; reads see a consistent state beside them. The schema comes
 * from the migrations under {@code db/migration}. Nothing outside this package and the repositories
 * sees {@code java.sql}.
 */
@NullMarked
package dev.otto.scheduler.database;

import org.jspecify.annotations.NullMarked;
