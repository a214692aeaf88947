package dev.otto.models.config;

import dev.otto.models.FlowDefaults;

/** Hears of each change once, in order, after it has taken effect. */
@FunctionalInterface
public interface FlowDefaultsListener {

  /** Who changed the file. */
  enum Origin {
    /** {@link FlowDefaultsFile#change}. */
    REQUEST,
    /** Somebody with an editor, or another program. */
    FILE
  }

  void changed(FlowDefaults before, FlowDefaults after, Origin origin);
}
