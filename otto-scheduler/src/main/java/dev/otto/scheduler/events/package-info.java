/**
 * What happened lately, numbered and kept for a while, so that a client that was cut off can go on
 * where it stopped.
 */
@NullMarked
package dev.otto.scheduler.events;

import org.jspecify.annotations.NullMarked;
