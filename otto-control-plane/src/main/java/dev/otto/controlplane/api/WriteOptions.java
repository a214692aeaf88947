package dev.otto.controlplane.api;

/**
 * How a change is to be taken.
 *
 * @param dryRun check all of it and change nothing
 * @param anyModel take a model that the catalog lacks, too
 */
public record WriteOptions(boolean dryRun, boolean anyModel) {
  /** Make the change. */
  public static final WriteOptions WRITE = new WriteOptions(false, false);

  /** Only check whether it could be made. */
  public static final WriteOptions DRY_RUN = new WriteOptions(true, false);

  String query() {
    return "?dryRun=" + dryRun + "&allowUnavailable=" + anyModel;
  }
}
