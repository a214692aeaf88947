package dev.otto.controlplane.page;

/** The places that the navigation leads to. */
public enum Nav {
  OVERVIEW("/", "Overview"),
  MODELS("/models", "Models"),
  JOBS("/jobs", "Jobs"),
  ASSISTANT("/assistant", "Assistant"),
  AUDIT("/audit", "Audit"),
  SETTINGS("/settings", "Settings"),
  /** Where no place is the current one. */
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
