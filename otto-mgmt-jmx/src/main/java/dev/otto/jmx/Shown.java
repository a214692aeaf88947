package dev.otto.jmx;

import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Unresolved;
import java.util.List;
import java.util.stream.Collectors;

/** Formats a resolution for the beans. */
final class Shown {
  private static final int MAX_NAMED = 10;

  private Shown() {}

  /** Returns the first few, and how many more there are: a notification goes to every client. */
  static String few(List<?> all) {
    String named =
        all.stream().limit(MAX_NAMED).map(Object::toString).collect(Collectors.joining(", "));
    int more = all.size() - MAX_NAMED;
    return more <= 0 ? named : named + " and " + more + " more";
  }

  /** Returns the model; empty if there is none to use. */
  static String model(Resolution resolution) {
    return resolution instanceof Resolved resolved ? resolved.model().toString() : "";
  }

  static String source(Resolution resolution) {
    return resolution instanceof Resolved resolved ? resolved.source().key() : Unresolved.CODE;
  }
}
