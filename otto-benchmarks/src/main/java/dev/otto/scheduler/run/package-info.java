/** Access to the daemon's runs for benchmarks only. */
@NullMarked
package dev.otto.scheduler.run;

import org.jspecify.annotations.NullMarked;
