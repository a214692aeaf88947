package dev.otto.scheduler.actor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The way in which a change came in. */
public enum Surface {
  REST,
  CLI,
  WEB,
  JMX,
  FILE,
  SCHEDULER;

  /** Returns the name used in the REST API and in the database. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the keys of all surfaces. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Surface::key).toList();
  }

  /** Returns the surface with this key; empty if there is none. */
  public static Optional<Surface> parse(String key) {
    return Arrays.stream(values()).filter(surface -> surface.key().equals(key)).findFirst();
  }

  public static Surface ofKey(String key) {
    return parse(key).orElse(REST);
  }
}
