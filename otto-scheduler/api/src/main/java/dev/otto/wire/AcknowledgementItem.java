package dev.otto.wire;

import org.jspecify.annotations.Nullable;

/**
 * An operator's word that the failure of a job is known. Times are epoch milliseconds.
 *
 * @param until the end of a snooze; null for one that lasts until the job succeeds or fails for
 *     another reason
 * @param at when it was given
 * @param surface through which, by this actor
 */
public record AcknowledgementItem(
    String reason, @Nullable Long until, long at, String actor, String surface) {}
