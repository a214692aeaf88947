package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a refresh of the catalog: of the Otto that answers, and where several share a
 * database of each node.
 *
 * @param status {@code ok}, or {@code partial} where a node was asked in vain
 * @param added references that were not there before
 * @param removed references that are gone
 * @param removals the same, each with the reason
 * @param affected the jobs, flows and budgets whose model is among the removed
 * @param nodes what became of it at each node; absent where no other can share the database
 */
public record RefreshAnswer(
    String status,
    long updatedAt,
    int count,
    List<String> added,
    List<String> removed,
    List<RemovedModel> removals,
    List<AffectedItem> affected,
    @AbsentIfNull @Nullable List<NodeRefreshItem> nodes) {

  /**
   * A job or a flow whose model is gone.
   *
   * @param kind {@code job} or {@code flow}
   */
  public record AffectedItem(String kind, String id, String modelRef) {}

  /**
   * The outcome of the refresh at one node.
   *
   * @param state {@code refreshed}, {@code unavailable}, {@code busy}, {@code no_answer} or {@code
   *     gone}
   * @param count the number of models in its catalog now; null if it is not known
   * @param message why it has not refreshed its catalog; null if it has
   */
  public record NodeRefreshItem(
      String node, String state, @Nullable Integer count, @Nullable String message) {}
}
