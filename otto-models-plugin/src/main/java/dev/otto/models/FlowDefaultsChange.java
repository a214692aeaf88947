package dev.otto.models;

/** The result of a request to change the flow defaults. */
public sealed interface FlowDefaultsChange {

  /** They are stored and the next resolution uses them. */
  record Changed(FlowDefaults before, FlowDefaults after) implements FlowDefaultsChange {}

  /** Nothing differed; the store was not touched. */
  record Unchanged(FlowDefaults defaults) implements FlowDefaultsChange {}

  /** The store cannot be changed in its present state; it and the values in force stay. */
  record Refused(String reason) implements FlowDefaultsChange {}
}
