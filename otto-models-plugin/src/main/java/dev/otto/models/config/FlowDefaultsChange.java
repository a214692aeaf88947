package dev.otto.models.config;

import dev.otto.models.FlowDefaults;

/** The result of a request to change the flow defaults. */
public sealed interface FlowDefaultsChange {

  /** The file holds them and the next resolution uses them. */
  record Changed(FlowDefaults before, FlowDefaults after) implements FlowDefaultsChange {}

  /** Nothing differed; the file was not touched. */
  record Unchanged(FlowDefaults defaults) implements FlowDefaultsChange {}

  /** The file cannot be changed in its present state; it and the values in force stay. */
  record Refused(Problem problem) implements FlowDefaultsChange {}
}
