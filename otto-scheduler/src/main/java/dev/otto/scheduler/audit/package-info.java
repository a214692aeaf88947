/**
 * The audit log: who changed what, through which surface, and the outcome. An entry is written
 * before its change takes effect: a row is committed with the change, a change of the file is
 * preceded by a pending entry.
 */
@NullMarked
package dev.otto.scheduler.audit;

import org.jspecify.annotations.NullMarked;
