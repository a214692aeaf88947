/**
 * Speaks HTTP with an OpenCode server. Only listed fields of its answers are read, because the rest
 * holds provider keys.
 */
@NullMarked
package dev.otto.models.opencode;

import org.jspecify.annotations.NullMarked;
