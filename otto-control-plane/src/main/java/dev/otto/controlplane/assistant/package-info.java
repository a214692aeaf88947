/** A plain chat on the interactive flow, which shows what answered and why. */
@NullMarked
package dev.otto.controlplane.assistant;

import org.jspecify.annotations.NullMarked;
