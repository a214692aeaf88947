package dev.otto.benchmarks.campaign;

import java.util.List;

/** The outcome of one trouble: the figures, and each promise that Otto broke. */
record Finding(String trouble, String figures, List<String> broken) {
  Finding {
    broken = List.copyOf(broken);
  }

  /** Returns a line for the figures, and one for each broken promise. */
  String text() {
    return trouble
        + ": "
        + figures
        + String.join("", broken.stream().map(promise -> "\n  BROKEN: " + promise).toList());
  }
}
