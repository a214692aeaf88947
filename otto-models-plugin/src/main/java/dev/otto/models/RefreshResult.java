package dev.otto.models;

import java.util.List;

/** What a refresh came to. */
public sealed interface RefreshResult {

  /** The catalog in force now. */
  CatalogSnapshot snapshot();

  /**
   * The backend answered.
   *
   * @param added in comparison with the list before, sorted
   * @param removed likewise
   */
  record Refreshed(CatalogSnapshot snapshot, List<ModelRef> added, List<ModelRef> removed)
      implements RefreshResult {
    public Refreshed {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
    }
  }

  /**
   * The backend failed or listed nothing; the list before stays.
   *
   * @param error one sentence for people
   */
  record Kept(CatalogSnapshot snapshot, String error) implements RefreshResult {}
}
