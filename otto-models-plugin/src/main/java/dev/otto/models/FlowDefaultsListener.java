package dev.otto.models;

/** Receives each change once, in order, after it has taken effect. */
@FunctionalInterface
public interface FlowDefaultsListener {

  /** The origin of a change. */
  enum Origin {
    /** A program, through {@link FlowDefaultsStore#change}. */
    REQUEST,
    /** A person with an editor, or another program. */
    FILE,
    /** Another machine that shares the values, where it is recorded. */
    ELSEWHERE
  }

  void changed(FlowDefaults before, FlowDefaults after, Origin origin);
}
