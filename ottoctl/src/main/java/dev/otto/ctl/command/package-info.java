/**
 * The commands: each noun ({@code model}, {@code task}) is a class whose nested classes are its
 * commands. They are described in code and built only when they are asked for.
 */
@NullMarked
package dev.otto.ctl.command;

import org.jspecify.annotations.NullMarked;
