package dev.otto.controlplane.page;

/** The entries of the navigation. */
public enum Nav {
  OVERVIEW("/", "Overview"),
  MODELS("/models", "Models"),
  JOBS("/jobs", "Jobs"),
  RUNS(Links.RUNS, "Runs"),
  ASSISTANT("/assistant", "Assistant"),
  AUDIT("/audit", "Audit"),
  SETTINGS("/settings", "Settings"),
  /** No current entry. */
  NONE("", "");

  private final String path;
  private final String label;

  Nav(String path, String label) {
    this.path = path;
    this.label = label;
  }

  public String path() {
    return path;
  }

  public String label() {
    return label;
  }
}
