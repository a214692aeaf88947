package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the Ottos that share a database, or the only one.
 *
 * @param state {@code live}, {@code draining}, {@code drained}, {@code clock_off} or {@code gone}
 * @param live whether its last check-in is recent
 * @param lastCheckIn null for the only one, and for one that is gone
 * @param drained whether it starts no new prompts
 * @param inFlight the number of its prompts in flight
 * @param labels those of jobs that it runs beside the jobs that run on any node
 * @param says what it last said of itself; null if it never did
 */
public record NodeItem(
    String id,
    String state,
    boolean live,
    @Nullable Long lastCheckIn,
    boolean drained,
    int inFlight,
    List<String> labels,
    @Nullable NodeSays says) {

  /** The state of a node as it says itself. */
  public record NodeSays(
      long at,
      String version,
      long startedAt,
      NodeOpenCode openCode,
      NodeCatalog catalog,
      long clockOffsetMs) {}

  /**
   * The OpenCode of a node.
   *
   * @param problem null if it answers
   */
  public record NodeOpenCode(
      boolean reachable, @Nullable String version, @Nullable String problem) {}

  /**
   * The catalog of a node beside that of the node that answers.
   *
   * @param models their number
   * @param missing models of the node that answers which it has not, at most 100
   * @param additional models that the node that answers has not, at most 100
   */
  public record NodeCatalog(
      int models, long refreshedAt, List<String> missing, List<String> additional) {}
}
