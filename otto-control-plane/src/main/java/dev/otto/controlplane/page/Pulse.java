package dev.otto.controlplane.page;

/** The state of Otto, shown in the header of every page. */
public enum Pulse {
  UP("up", "Otto is up"),
  DEGRADED("degraded", "Otto is degraded"),
  DOWN("down", "Otto does not answer"),
  STARTING("starting", "Connecting to Otto");

  private final String key;
  private final String text;

  Pulse(String key, String text) {
    this.key = key;
    this.text = text;
  }

  /** Returns the name for styles and scripts. */
  public String key() {
    return key;
  }

  /** Returns the text for people. */
  public String text() {
    return text;
  }
}
