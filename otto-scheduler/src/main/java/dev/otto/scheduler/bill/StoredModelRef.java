package dev.otto.scheduler.bill;

import dev.otto.models.ModelRef;

/**
 * A model reference as a column holds it. One that cannot be read must not make the rows around it
 * unreadable, and what it cost still counts.
 */
public final class StoredModelRef {
  private static final ModelRef UNREADABLE = ModelRef.of("unknown/unreadable");

  private StoredModelRef() {}

  /** Reads a reference; {@code unknown/unreadable} stands for one that is none. */
  public static ModelRef read(String text) {
    return ModelRef.parse(text).orElse(UNREADABLE);
  }
}
