/**
 * Who changed what, through which surface, and how it came out. An entry is written before its
 * change takes effect: rows commit together with theirs, a file change writes a pending one first.
 */
@NullMarked
package dev.otto.scheduler.audit;

import org.jspecify.annotations.NullMarked;
