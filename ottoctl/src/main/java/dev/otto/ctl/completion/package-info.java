/**
 * Completion scripts for bash, zsh and fish, written from the description of a program's commands.
 * Words that are fixed stand in the script; what only a running Otto knows, such as the ids of
 * tasks, the script asks of the hidden command {@code ottoctl complete}.
 */
@NullMarked
package dev.otto.ctl.completion;

import org.jspecify.annotations.NullMarked;
