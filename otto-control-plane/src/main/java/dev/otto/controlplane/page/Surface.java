package dev.otto.controlplane.page;

import java.util.Arrays;
import java.util.Optional;

/** The ways in which changes and requests come in, as Otto's API and people name them. */
public enum Surface {
  WEB("web", "Web"),
  CLI("cli", "Command line"),
  REST("rest", "REST"),
  JMX("jmx", "JMX"),
  FILE("file", "File"),
  SCHEDULER("scheduler", "Scheduler");

  private final String key;
  private final String label;

  Surface(String key, String label) {
    this.key = key;
    this.label = label;
  }

  public String key() {
    return key;
  }

  public String label() {
    return label;
  }

  /** Returns the surface with this key; empty if there is none. */
  public static Optional<Surface> of(String key) {
    return Arrays.stream(values()).filter(surface -> surface.key.equals(key)).findFirst();
  }

  /** Returns the label for a key, or the key of one that is not known. */
  public static String label(String key) {
    return of(key).map(Surface::label).orElse(key);
  }
}
