/** The daemon's part in keeping the model catalog fresh: the system job that refreshes it. */
@NullMarked
package dev.otto.scheduler.catalog;

import org.jspecify.annotations.NullMarked;
