package dev.otto.models;

import java.util.Locale;
import java.util.Optional;

/** The rule whether the context window of a model can hold what an agent is told first. */
public final class ContextWindow {
  /** The tokens of the prompt of OpenCode's default agent with its tools, before any text. */
  private static final long AGENT_TOKENS = 7_700;

  private ContextWindow() {}

  /** Returns a sentence about a window that is too small for an agent with tools. */
  public static Optional<String> concern(Model model) {
    long window = model.limits().context().orElse(AGENT_TOKENS);
    return window >= AGENT_TOKENS
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s takes %,d tokens at most, but OpenCode's default agent alone takes about %,d: a"
                    + " run may go on without an answer until a limit stops it; choose a model with"
                    + " a larger context window, or an agent without tools",
                model.ref(),
                window,
                AGENT_TOKENS));
  }
}
