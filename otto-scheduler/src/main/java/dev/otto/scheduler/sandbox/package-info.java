/**
 * A stand-in for OpenCode that needs nothing installed: the same endpoints, several hundred
 * invented models, answers that echo, and every failure on demand. {@code otto demo}, tests and
 * benchmarks run against it.
 */
@NullMarked
package dev.otto.scheduler.sandbox;

import org.jspecify.annotations.NullMarked;
