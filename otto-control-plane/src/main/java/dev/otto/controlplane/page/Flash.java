package dev.otto.controlplane.page;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something to be said on the next page.
 *
 * @param undo how to take it back, where that is possible
 */
public record Flash(Kind kind, String text, @Nullable Undo undo) {

  /** How it ended. */
  public enum Kind {
    DONE("done"),
    WARNING("warning"),
    PROBLEM("problem");

    private final String key;

    Kind(String key) {
      this.key = key;
    }

    /** For styles. */
    public String key() {
      return key;
    }
  }

  /** A form with one button: where it is sent, and with what. */
  public record Undo(String action, Map<String, String> fields) {
    public Undo {
      fields = new LinkedHashMap<>(fields);
    }
  }

  public static Flash done(String text) {
    return new Flash(Kind.DONE, text, null);
  }

  public static Flash warning(String text) {
    return new Flash(Kind.WARNING, text, null);
  }

  public static Flash problem(String text) {
    return new Flash(Kind.PROBLEM, text, null);
  }

  /** The same, and how to take it back. */
  public Flash undoneBy(String action, Map<String, String> fields) {
    return new Flash(kind, text, new Undo(action, fields));
  }
}
