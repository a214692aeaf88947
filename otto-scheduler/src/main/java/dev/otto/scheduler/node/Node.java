package dev.otto.scheduler.node;

import java.time.Instant;
import java.util.Optional;

/**
 * One of the Ottos that share a database, or the only one.
 *
 * @param live whether its last check-in is so recent that its runs are not ended by others
 * @param lastCheckIn by the database's clock; empty for the only one, and for one that is gone
 * @param drained whether it starts no new prompts
 * @param inFlight the number of its jobs whose prompts run, or are about to
 * @param report what it last said of itself; empty if it never did
 */
public record Node(
    String id,
    boolean live,
    Optional<Instant> lastCheckIn,
    boolean drained,
    int inFlight,
    Optional<NodeReport> report) {

  Node with(NodeReport fresh) {
    return new Node(id, live, lastCheckIn, drained, inFlight, Optional.of(fresh));
  }
}
