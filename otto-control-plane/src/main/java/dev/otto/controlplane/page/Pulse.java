package dev.otto.controlplane.page;

/** Whether Otto answers, as the header of every page shows it. */
public enum Pulse {
  UP("up", "Otto is up"),
  DOWN("down", "Otto does not answer"),
  STARTING("starting", "Looking for Otto");

  private final String key;
  private final String text;

  Pulse(String key, String text) {
    this.key = key;
    this.text = text;
  }

  /** For styles and scripts. */
  public String key() {
    return key;
  }

  /** For people. */
  public String text() {
    return text;
  }
}
