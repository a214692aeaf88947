/**
 * Speaks HTTP with an OpenCode server: reads its models, and prompts them with nobody watching.
 * What OpenCode asks during a prompt is answered at once, and an answer is certain to belong to its
 * question. Only listed fields of OpenCode's answers are read, and failures are in words of our
 * own, because the rest holds provider keys.
 */
@NullMarked
package dev.otto.models.opencode;

import org.jspecify.annotations.NullMarked;
