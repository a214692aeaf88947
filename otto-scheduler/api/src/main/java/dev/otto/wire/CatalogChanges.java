package dev.otto.wire;

import java.util.List;

/** The refreshes that changed the catalog, newest first. */
public record CatalogChanges(List<CatalogChange> changes) {

  /**
   * The changes of one refresh.
   *
   * @param count the number of models since then
   * @param added the first of those that were new; {@code addedCount} counts all
   * @param removals the first of those that were gone; {@code removedCount} counts all
   */
  public record CatalogChange(
      long at,
      String actor,
      String surface,
      int count,
      int addedCount,
      int removedCount,
      List<String> added,
      List<RemovedModel> removals) {}
}
