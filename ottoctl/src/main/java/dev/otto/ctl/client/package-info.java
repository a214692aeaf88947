/**
 * The client of Otto: {@code OttoApi} is the whole HTTP contract in one file; beside it is how the
 * address and the token of an Otto are found.
 */
@NullMarked
package dev.otto.ctl.client;

import org.jspecify.annotations.NullMarked;
