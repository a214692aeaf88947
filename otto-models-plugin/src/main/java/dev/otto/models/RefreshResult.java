package dev.otto.models;

import java.util.List;

/** The result of a refresh. */
public sealed interface RefreshResult {

  /** Returns the catalog now in force. */
  CatalogSnapshot snapshot();

  /**
   * The backend answered.
   *
   * @param added compared with the previous list, sorted
   * @param removals likewise, each with the reason
   */
  record Refreshed(CatalogSnapshot snapshot, List<ModelRef> added, List<Removal> removals)
      implements RefreshResult {
    public Refreshed {
      added = List.copyOf(added);
      removals = List.copyOf(removals);
    }

    /** Returns the references of the removed models, sorted. */
    public List<ModelRef> removed() {
      return removals.stream().map(Removal::modelRef).toList();
    }

    /** Reports whether the list differs from the previous one. */
    public boolean changed() {
      return !added.isEmpty() || !removals.isEmpty();
    }
  }

  /**
   * The backend failed or listed no models; the previous list stays in use.
   *
   * @param code what the backend did
   * @param error one sentence for people
   */
  record Kept(CatalogSnapshot snapshot, FailureCode code, String error) implements RefreshResult {}
}
