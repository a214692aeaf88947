package dev.otto.models.prompt;

import dev.otto.models.ModelRef;
import java.util.Optional;

/**
 * A model that the backend uses by its own configuration, beside the one of the prompt.
 *
 * @param use what for, as its configuration names it
 * @param subagent the subagent that works with it, which a session can be denied; empty where
 *     nothing can keep the backend from it
 */
public record OwnModel(String use, ModelRef model, Optional<String> subagent) {}
