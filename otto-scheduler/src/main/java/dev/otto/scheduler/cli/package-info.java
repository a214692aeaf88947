/**
 * The commands that a person types: {@code otto serve}, {@code demo}, {@code backup}, {@code move},
 * {@code token} and {@code config}. Each reads its options, calls {@link dev.otto.scheduler.daemon}
 * and prints.
 */
@NullMarked
package dev.otto.scheduler.cli;

import org.jspecify.annotations.NullMarked;
