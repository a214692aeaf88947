/**
 * The daemon {@code otto}: {@code Main} puts the parts together in the order in which they must
 * start and takes them down again in the reverse one. Each part is a package below; none of them
 * reads the clock's system time, randomness or the environment by itself.
 */
@NullMarked
package dev.otto.scheduler;

import org.jspecify.annotations.NullMarked;
