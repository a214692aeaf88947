/**
 * The regular summary of the latest runs, worded by the model of the flow {@code heartbeat}; its
 * times come from the notification profile.
 */
@NullMarked
package dev.otto.scheduler.heartbeat;

import org.jspecify.annotations.NullMarked;
