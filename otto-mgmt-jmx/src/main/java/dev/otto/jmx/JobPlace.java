package dev.otto.jmx;

import java.util.Locale;
import org.quartz.utils.Key;

/**
 * A place where a model is named.
 *
 * @param group of the job or trigger; empty for a flow
 * @param name of the job or trigger, or the key of the flow
 */
public record JobPlace(Kind kind, String group, String name) {

  /** The kind of a place. */
  public enum Kind {
    JOB,
    TRIGGER,
    FLOW
  }

  static JobPlace of(Kind kind, Key<?> key) {
    return new JobPlace(kind, key.getGroup(), key.getName());
  }

  /** Returns it in words, such as {@code job reports.nightly}. */
  @Override
  public String toString() {
    String word = kind.name().toLowerCase(Locale.ROOT) + " ";
    return word + (group.isEmpty() ? name : group + "." + name);
  }
}
