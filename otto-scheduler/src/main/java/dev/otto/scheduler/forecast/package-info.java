/** The likely cost of jobs: their schedule times the bills of runs that are over. */
@NullMarked
package dev.otto.scheduler.forecast;

import org.jspecify.annotations.NullMarked;
