package dev.otto.scheduler.actor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The way by which a change came in. */
public enum Surface {
  REST,
  CLI,
  WEB,
  JMX,
  FILE,
  SCHEDULER;

  /** As on the wire and in the table. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The keys of all of them. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Surface::key).toList();
  }

  /** The surface of this key, if there is one. */
  public static Optional<Surface> parse(String key) {
    return Arrays.stream(values()).filter(surface -> surface.key().equals(key)).findFirst();
  }

  public static Surface ofKey(String key) {
    return parse(key).orElse(REST);
  }
}
