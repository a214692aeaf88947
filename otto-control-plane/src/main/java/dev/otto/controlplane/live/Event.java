package dev.otto.controlplane.live;

/**
 * One event: something changed.
 *
 * @param number in order of arrival
 * @param nanos time of arrival on the monotonic clock
 * @param kind as Otto names it, or {@code otto} for Otto itself
 * @param data one line of JSON that only names the subject
 */
record Event(long number, long nanos, String kind, String data) {}
