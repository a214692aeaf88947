package dev.otto.controlplane.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to show on the next page.
 *
 * @param undo how to undo it, if that is possible
 * @param untilRunOf the job whose next run makes it untrue; null if none does
 */
public record Flash(FlashKind kind, String text, @Nullable Undo undo, @Nullable String untilRunOf) {

  /** The kind of the message. */
  public enum FlashKind {
    DONE("done"),
    WARNING("warning"),
    PROBLEM("problem");

    private final String key;

    FlashKind(String key) {
      this.key = key;
    }

    /** Returns the name for styles. */
    public String key() {
      return key;
    }
  }

  /** A form with one button: its address and fields. */
  public record Undo(String action, Map<String, String> fields) {
    public Undo {
      fields = new LinkedHashMap<>(fields);
    }
  }

  public static Flash done(String text) {
    return new Flash(FlashKind.DONE, text, null, null);
  }

  public static Flash warning(String text) {
    return new Flash(FlashKind.WARNING, text, null, null);
  }

  public static Flash problem(String text) {
    return new Flash(FlashKind.PROBLEM, text, null, null);
  }

  /** Returns the same message with what Otto warned about; null is nothing. */
  public Flash with(@Nullable List<String> warnings) {
    if (warnings == null || warnings.isEmpty()) {
      return this;
    }
    String said = text.endsWith(".") ? text : text + ".";
    String all = said + " " + String.join(". ", warnings) + ".";
    return new Flash(FlashKind.WARNING, all, undo, untilRunOf);
  }

  /** Returns the same message with an undo. */
  public Flash undoneBy(String action, Map<String, String> fields) {
    return new Flash(kind, text, new Undo(action, fields), untilRunOf);
  }

  /** Returns the same message, gone as soon as a run of this job begins. */
  public Flash untilRunOf(String jobId) {
    return new Flash(kind, text, undo, jobId);
  }
}
