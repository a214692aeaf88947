package dev.otto.models;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A kind of content that a model takes or gives. */
public enum Modality {
  TEXT,
  IMAGE,
  AUDIO,
  VIDEO,
  PDF;

  /** Returns the name that OpenCode uses, such as {@code image}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the kind with this name; empty if there is none. */
  public static Optional<Modality> parse(String key) {
    return Arrays.stream(values()).filter(modality -> modality.key().equals(key)).findFirst();
  }
}
