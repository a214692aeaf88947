/**
 * Rules for the files through which Otto's programs on one machine find and trust each other: the
 * daemon writes its token and its address for its user alone, and a command line tells a daemon
 * that runs from one that has ended.
 */
@NullMarked
package dev.otto.local;

import org.jspecify.annotations.NullMarked;
