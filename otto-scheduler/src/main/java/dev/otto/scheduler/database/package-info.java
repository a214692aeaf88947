/**
 * Everything that must survive a restart, behind the port {@link
 * dev.otto.scheduler.database.Database}; today one SQLite file. Writes are steps that share a
 * durable commit with other waiting steps; reads see a consistent state beside them. The schema
 * comes from the migrations under {@code db/migration}. Nothing outside this package and the
 * repositories uses {@code java.sql}, and the repositories speak SQL that PostgreSQL understands,
 * too (ADR 17).
 */
@NullMarked
package dev.otto.scheduler.database;

import org.jspecify.annotations.NullMarked;
