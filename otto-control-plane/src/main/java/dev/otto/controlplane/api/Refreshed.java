package dev.otto.controlplane.api;

import java.util.List;

/** What a refresh of the catalog brought, and whom it leaves without their model. */
public record Refreshed(
    long updatedAt, int count, List<String> added, List<String> removed, List<Affected> affected) {

  /**
   * A job or a flow whose model is gone.
   *
   * @param kind {@code job} or {@code flow}
   */
  public record Affected(String kind, String id, String modelRef) {}
}
