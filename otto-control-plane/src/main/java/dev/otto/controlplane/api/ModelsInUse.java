package dev.otto.controlplane.api;

import dev.otto.wire.UsageAnswer.ModelUse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The models that somebody names or that ran lately, by which a search knows what is meant.
 *
 * @param globalDefaults OpenCode's default, if it has one
 * @param refs the references of all of them
 * @param providers the ids of their providers
 */
public record ModelsInUse(Set<String> globalDefaults, Set<String> refs, Set<String> providers) {

  /** No model at all, such as where Otto does not say. */
  public static final ModelsInUse NONE = new ModelsInUse(Set.of(), Set.of(), Set.of());

  public ModelsInUse {
    globalDefaults = Set.copyOf(globalDefaults);
    refs = Set.copyOf(refs);
    providers = Set.copyOf(providers);
  }

  /** Returns the models that Otto says are in use. */
  public static ModelsInUse of(List<ModelUse> uses) {
    var defaults = new HashSet<String>();
    var refs = new HashSet<String>();
    var providers = new HashSet<String>();
    for (ModelUse use : uses) {
      refs.add(use.modelRef());
      // What is no reference has no provider, and stops nobody's search.
      providers.add(use.modelRef().substring(0, Math.max(0, use.modelRef().indexOf('/'))));
      if (use.globalDefault()) {
        defaults.add(use.modelRef());
      }
    }
    return new ModelsInUse(defaults, refs, providers);
  }

  /**
   * Returns how near a model is: 0 for the default, 1 in use, 2 its provider is, 3 for the rest.
   */
  int distance(String ref, String provider) {
    return globalDefaults.contains(ref)
        ? 0
        : refs.contains(ref) ? 1 : providers.contains(provider) ? 2 : 3;
  }
}
