/** The data of OpenCode in the form in which the daemon stores and sends it. */
@NullMarked
package dev.otto.scheduler.opencode;

import org.jspecify.annotations.NullMarked;
