/** A way into the daemon's runs for benchmarks alone. */
@NullMarked
package dev.otto.scheduler.run;

import org.jspecify.annotations.NullMarked;
