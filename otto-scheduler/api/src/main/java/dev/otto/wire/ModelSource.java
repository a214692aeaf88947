package dev.otto.wire;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rule that decided which model is used, for people. */
public enum ModelSource {
  JOB("job", "set on the job"),
  RUN("run", "chosen for this run alone"),
  FLOW_DEFAULT("flow_default", "inherited: default of the flow"),
  FALLBACK_CHAIN("fallback_chain", "fallback: the next that was named"),
  GLOBAL_DEFAULT("global_default", "inherited: OpenCode's default"),
  FALLBACK_GLOBAL_DEFAULT("fallback_global_default", "fallback: OpenCode's default"),
  BUDGET("budget", "named by a spent budget"),
  /** The job never prompts. */
  NONE_NEEDED("none_needed", "uses no model");

  private final String key;
  private final String label;

  ModelSource(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** Reports whether another model took the place of the one that was wanted. */
  public boolean isFallback() {
    return this == FALLBACK_CHAIN || this == FALLBACK_GLOBAL_DEFAULT;
  }

  public String label() {
    return label;
  }

  public static Optional<ModelSource> of(@Nullable String key) {
    return Arrays.stream(values()).filter(source -> source.key.equals(key)).findFirst();
  }

  /** Returns the label for a receipt; an unknown key is shown as it is. */
  public static String label(@Nullable String key) {
    return key == null ? "" : of(key).map(ModelSource::label).orElse(key);
  }
}
