package dev.otto.wire;

import java.util.List;

/**
 * A question of OpenCode's that was answered while nobody watched.
 *
 * @param permission what a tool needed, or {@code question}
 * @param patterns what for
 * @param reply {@code once} or {@code reject}
 */
public record Permission(String permission, List<String> patterns, String sessionId, String reply) {

  /** Reports whether it was denied. */
  public boolean refused() {
    return reply.equals("reject");
  }
}
