/**
 * Load on the whole daemon: {@code otto serve} as a process of its own, with the settings it is
 * shipped with, on the stand-in for OpenCode as another process, driven over the REST API as any
 * client would.
 */
@NullMarked
package dev.otto.benchmarks.load;

import org.jspecify.annotations.NullMarked;
