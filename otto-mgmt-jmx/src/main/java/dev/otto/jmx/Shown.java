package dev.otto.jmx;

import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Unresolved;

/** Formats a resolution for the beans. */
final class Shown {
  private Shown() {}

  /** Returns the model; empty if there is none to use. */
  static String model(Resolution resolution) {
    return resolution instanceof Resolved resolved ? resolved.model().toString() : "";
  }

  static String source(Resolution resolution) {
    return resolution instanceof Resolved resolved ? resolved.source().key() : Unresolved.CODE;
  }
}
