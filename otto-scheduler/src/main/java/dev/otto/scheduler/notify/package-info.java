/**
 * Notifications to the operator: each one is stored as a row, logged, and, if a webhook is
 * configured, posted there until it succeeds. The notification profile says when the operator may
 * be disturbed.
 */
@NullMarked
package dev.otto.scheduler.notify;

import org.jspecify.annotations.NullMarked;
