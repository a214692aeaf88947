/**
 * The regular summary of what ran since the last one, worded by the model of the flow {@code
 * heartbeat}; its times come from the notification profile.
 */
@NullMarked
package dev.otto.scheduler.heartbeat;

import org.jspecify.annotations.NullMarked;
