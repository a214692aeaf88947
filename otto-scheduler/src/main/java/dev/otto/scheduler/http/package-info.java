/**
 * The external API as a server: who is let in, and the one place that turns what went wrong into an
 * answer. The routes stand with their features; they translate between the wire and the services,
 * and hold no rule of the scheduler.
 */
@NullMarked
package dev.otto.scheduler.http;

import org.jspecify.annotations.NullMarked;
