/**
 * The command line of Otto: {@code command} holds what it can do, {@code client} asks Otto, {@code
 * output} shows the answers, {@code completion} writes the scripts of the shells.
 */
@NullMarked
package dev.otto.ctl;

import org.jspecify.annotations.NullMarked;
