/** What comes from OpenCode as the daemon stores and sends it. */
@NullMarked
package dev.otto.scheduler.opencode;

import org.jspecify.annotations.NullMarked;
