/**
 * The completion scripts for bash, zsh and fish, generated from the description of a program's
 * commands. Fixed words are part of the script; values that only a running Otto knows, such as the
 * ids of tasks, are requested from the hidden command {@code ottoctl complete}.
 */
@NullMarked
package dev.otto.ctl.completion;

import org.jspecify.annotations.NullMarked;
