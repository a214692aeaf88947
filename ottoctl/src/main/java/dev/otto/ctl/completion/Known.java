package dev.otto.ctl.completion;

import java.util.Collections;
import java.util.Iterator;

/**
 * The kinds of values that only a running Otto knows. An argument names its kind as picocli's
 * completion candidates; those are none, because help cannot list them.
 */
public enum Known implements Iterable<String> {
  TASK("ID"),
  RUN("RUN"),
  MODEL("REF"),
  MODEL_OR_INHERIT("MODEL"),
  PROVIDER("PROVIDER"),
  NODE("NODE");

  private final String label;

  Known(String label) {
    this.label = label;
  }

  /** Returns the text that help shows in place of a value. */
  public String label() {
    return label;
  }

  @Override
  public Iterator<String> iterator() {
    return Collections.emptyIterator();
  }
}
