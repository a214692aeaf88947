/**
 * What Otto tells its operator: every notification is a row first, then a line in the log and,
 * where one is configured, a call of a webhook that is tried again until it succeeds. The
 * notification profile says when somebody may be disturbed.
 */
@NullMarked
package dev.otto.scheduler.notify;

import org.jspecify.annotations.NullMarked;
