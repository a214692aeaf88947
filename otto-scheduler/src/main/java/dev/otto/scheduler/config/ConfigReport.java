package dev.otto.scheduler.config;

import dev.otto.scheduler.config.JsoncTree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What came up while one configuration was read. */
final class ConfigReport {
  final List<Problem> errors = new ArrayList<>();
  final List<Problem> warnings = new ArrayList<>();
  final List<Section> sections = new ArrayList<>();

  /** Values of the environment by the path of the key that they override. */
  final Map<String, Value> overrides;

  ConfigReport(Map<String, Value> overrides) {
    this.overrides = overrides;
  }

  void error(String where, String message) {
    errors.add(new Problem(where, message));
  }

  void warn(String where, String message) {
    warnings.add(new Problem(where, message));
  }
}
