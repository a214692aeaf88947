package dev.otto.scheduler.config;

import java.util.List;

/** What reading the configuration came to. */
public sealed interface ConfigResult {

  /** Oddities that do not keep Otto from starting. */
  List<Problem> warnings();

  /** It can be used. */
  record Valid(OttoConfig config, List<Problem> warnings) implements ConfigResult {
    public Valid {
      warnings = List.copyOf(warnings);
    }
  }

  /** It cannot; every error is here, not only the first. */
  record Invalid(List<Problem> errors, List<Problem> warnings) implements ConfigResult {
    public Invalid {
      errors = List.copyOf(errors);
      warnings = List.copyOf(warnings);
    }
  }
}
