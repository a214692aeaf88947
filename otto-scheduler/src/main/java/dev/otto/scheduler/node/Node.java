package dev.otto.scheduler.node;

import dev.otto.scheduler.database.ClockReading;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One of the Ottos that share a database, or the only one.
 *
 * @param live whether its last check-in is so recent that its runs are not ended by others
 * @param lastCheckIn by the database's clock; empty for the only one, and for one that is gone
 * @param drained whether it starts no new prompts
 * @param inFlight the number of its jobs whose prompts run, or are about to
 * @param labels by which jobs choose it, in order
 * @param report what it last said of itself; empty if it never did
 * @param heard whether it said that lately
 */
public record Node(
    String id,
    boolean live,
    Optional<Instant> lastCheckIn,
    boolean drained,
    int inFlight,
    List<String> labels,
    Optional<NodeReport> report,
    boolean heard) {

  /** The part that a node takes in firing what is due. */
  enum State {
    LIVE,
    DRAINING,
    DRAINED,
    CLOCK_OFF,
    GONE;

    /** Returns the name for programs. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Node with(NodeReport fresh) {
    return new Node(id, live, lastCheckIn, drained, inFlight, labels, Optional.of(fresh), true);
  }

  /** Returns its state; a node whose clock is off may check in or not, and fires nothing. */
  State state() {
    if (heard && report.map(NodeReport::clockOffset).filter(ClockReading::isOff).isPresent()) {
      return State.CLOCK_OFF;
    }
    if (!live) {
      return State.GONE;
    }
    if (!drained) {
      return State.LIVE;
    }
    return inFlight == 0 ? State.DRAINED : State.DRAINING;
  }
}
