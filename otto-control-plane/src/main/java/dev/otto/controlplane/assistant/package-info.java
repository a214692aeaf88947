/**
 * A plain chat on the interactive flow, which shows the model that answered and the reason for it.
 */
@NullMarked
package dev.otto.controlplane.assistant;

import org.jspecify.annotations.NullMarked;
