package dev.otto.wire;

import java.util.List;

/**
 * The outcome of a refresh of the catalog.
 *
 * @param status always {@code ok}
 * @param added references that were not there before
 * @param removed references that are gone
 * @param removals the same, each with the reason
 * @param affected the jobs, flows and budgets whose model is among the removed
 */
public record RefreshAnswer(
    String status,
    long updatedAt,
    int count,
    List<String> added,
    List<String> removed,
    List<RemovedModel> removals,
    List<AffectedItem> affected) {

  /**
   * A job or a flow whose model is gone.
   *
   * @param kind {@code job} or {@code flow}
   */
  public record AffectedItem(String kind, String id, String modelRef) {}
}
