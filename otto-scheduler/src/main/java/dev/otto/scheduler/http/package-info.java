/**
 * The external API: Helidon in front, one class of routes for each part of the contract, and one
 * place that turns what went wrong into an answer. Routes translate between the wire and the
 * services; no rule of the scheduler lives here.
 */
@NullMarked
package dev.otto.scheduler.http;

import org.jspecify.annotations.NullMarked;
