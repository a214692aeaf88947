/**
 * The one SQLite file with everything that must survive a restart. Writes are steps that share a
 * durable commit with other waiting steps; reads see a consistent state beside them. The schema
 * comes from the migrations under {@code db/migration}. Nothing outside this package and the
 * repositories uses {@code java.sql}.
 */
@NullMarked
package dev.otto.scheduler.database;

import org.jspecify.annotations.NullMarked;
