package dev.otto.controlplane.live;

/**
 * Something changed.
 *
 * @param number in the order in which they came
 * @param nanos when it came, by the clock that measures spans
 * @param kind as Otto names it, or {@code otto} for Otto itself
 * @param data one line of JSON: what it is about, and no more
 */
record Event(long number, long nanos, String kind, String data) {}
