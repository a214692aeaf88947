package dev.otto.scheduler.config;

import java.util.List;

/** The result of reading the configuration. */
public sealed interface ConfigResult {

  /** Returns the problems that do not keep Otto from starting. */
  List<Problem> warnings();

  /**
   * The configuration can be used.
   *
   * @param notes what is right, but may not be expected
   */
  record Valid(OttoConfig config, List<Problem> warnings, List<Problem> notes)
      implements ConfigResult {
    public Valid {
      warnings = List.copyOf(warnings);
      notes = List.copyOf(notes);
    }
  }

  /** The configuration cannot be used; it has every error, not only the first. */
  record Broken(List<Problem> errors, List<Problem> warnings) implements ConfigResult {
    public Broken {
      errors = List.copyOf(errors);
      warnings = List.copyOf(warnings);
    }
  }
}
