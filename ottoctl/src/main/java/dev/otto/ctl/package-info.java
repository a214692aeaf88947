/**
 * The command line of Otto. {@code OttoApi} is the whole HTTP contract in one file; each noun
 * ({@code model}, {@code task}) is a class whose nested classes are its commands; {@code Output}
 * formats results for a person, a pipe or a program.
 */
@NullMarked
package dev.otto.ctl;

import org.jspecify.annotations.NullMarked;
