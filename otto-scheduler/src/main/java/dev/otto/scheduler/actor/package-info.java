/**
 * The identity behind a change: who made it and through which surface. Every surface names one, and
 * the audit stores it.
 */
@NullMarked
package dev.otto.scheduler.actor;

import org.jspecify.annotations.NullMarked;
