/**
 * The latest events, numbered and kept for a while, so that a client that lost its connection can
 * continue where it stopped.
 */
@NullMarked
package dev.otto.scheduler.events;

import org.jspecify.annotations.NullMarked;
