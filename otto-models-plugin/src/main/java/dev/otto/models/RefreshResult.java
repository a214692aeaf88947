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
   * The backend failed or listed no models; the previous list stays in use.
   *
   * @param code what the backend did
   * @param error one sentence for people
   */
  record Kept(CatalogSnapshot snapshot, FailureCode code, String error) implements RefreshResult {}
}
