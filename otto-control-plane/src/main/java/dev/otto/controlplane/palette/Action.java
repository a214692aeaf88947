package dev.otto.controlplane.palette;

import java.util.Arrays;
import java.util.Optional;

/** An action that the palette offers. */
enum Action {
  REFRESH("refresh"),
  RUN("run"),
  PAUSE("pause"),
  RESUME("resume");

  private final String key;

  Action(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  static Optional<Action> of(String key) {
    return Arrays.stream(values()).filter(action -> action.key.equals(key)).findFirst();
  }
}
