package dev.otto.controlplane.api;

/**
 * How a change is to be taken.
 *
 * @param dryRun check all of it and change nothing
 * @param anyModel take a model that the catalog lacks, too
 */
public record Wish(boolean dryRun, boolean anyModel) {
  /** Do it. */
  public static final Wish DO = new Wish(false, false);

  /** Only look whether it could be done. */
  public static final Wish CHECK = new Wish(true, false);

  String query() {
    return "?dryRun=" + dryRun + "&allowUnavailable=" + anyModel;
  }
}
