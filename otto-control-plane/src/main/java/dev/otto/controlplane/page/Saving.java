package dev.otto.controlplane.page;

import dev.otto.web.Reply;
import java.util.Optional;

/**
 * Saves what a form merged with what stands now. Where somebody else saves at the same moment, it
 * is read, merged and saved again, so that only what both changed is asked about.
 */
public final class Saving {
  /** Enough for others who save at the same moment, each once. */
  private static final int MOST_ATTEMPTS = 10;

  private Saving() {}

  /** Reads what stands, merges and saves. */
  public interface Attempt {
    /**
     * Returns the reply; empty where somebody else saved since it was read.
     *
     * @param last whether to reply in that case, too
     */
    Optional<Reply> make(boolean last);
  }

  /** Makes attempts until one of them has a reply. */
  public static Reply of(Attempt attempt) {
    for (int number = 1; number < MOST_ATTEMPTS; number++) {
      Optional<Reply> reply = attempt.make(false);
      if (reply.isPresent()) {
        return reply.get();
      }
    }
    return attempt.make(true).orElseThrow();
  }
}
