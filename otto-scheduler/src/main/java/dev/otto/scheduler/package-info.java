/**
 * The daemon {@code otto}. {@link dev.otto.scheduler.Main} is where the process begins; {@code cli}
 * holds what a person types, {@code daemon} what the process is made of, and each further package
 * one feature with its routes, its rules and its rows.
 */
@NullMarked
package dev.otto.scheduler;

import org.jspecify.annotations.NullMarked;
