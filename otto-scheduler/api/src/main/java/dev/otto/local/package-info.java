/**
 * Rules for the files through which Otto's programs on one machine find and trust each other: the
 * daemon writes its token and its address for its user alone; a command line tells a daemon that
 * runs from one that has ended, and trusts the certificate that the daemon published.
 */
@NullMarked
package dev.otto.local;

import org.jspecify.annotations.NullMarked;
