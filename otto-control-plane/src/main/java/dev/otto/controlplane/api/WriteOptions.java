package dev.otto.controlplane.api;

/**
 * The options of a change.
 *
 * @param dryRun check everything and change nothing
 * @param anyModel accept a model that is not in the catalog
 */
public record WriteOptions(boolean dryRun, boolean anyModel) {
  /** Makes the change. */
  public static final WriteOptions WRITE = new WriteOptions(false, false);

  /** Only checks whether the change could be made. */
  public static final WriteOptions DRY_RUN = new WriteOptions(true, false);

  String query() {
    return "?dryRun=" + dryRun + "&allowUnavailable=" + anyModel;
  }
}
