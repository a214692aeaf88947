package dev.otto.benchmarks.campaign;

import java.time.Duration;

/**
 * The amount of each trouble.
 *
 * @param time of each of them; one with a number of its own takes what it takes
 * @param connections held at each port
 * @param malformed requests in all
 */
record Size(Duration time, int connections, int malformed) {
  long endNanos() {
    return System.nanoTime() + time.toNanos();
  }
}
