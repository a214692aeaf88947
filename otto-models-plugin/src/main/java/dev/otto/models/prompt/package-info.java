/**
 * A prompt, its answer and its bill, whatever serves it: what callers of a {@link
 * dev.otto.models.prompt.PromptBackend} know, and all that they know.
 */
@NullMarked
package dev.otto.models.prompt;

import org.jspecify.annotations.NullMarked;
