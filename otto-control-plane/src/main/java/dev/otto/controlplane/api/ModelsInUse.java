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

  /** The nearness of a model to those in use, the nearest first. */
  enum Nearness {
    /** OpenCode's default. */
    DEFAULT,
    /** A model in use. */
    USED,
    /** Another model of a provider of one in use. */
    OF_USED_PROVIDER,
    OTHER
  }

  Nearness nearness(String ref, String provider) {
    if (globalDefaults.contains(ref)) {
      return Nearness.DEFAULT;
    }
    if (refs.contains(ref)) {
      return Nearness.USED;
    }
    return providers.contains(provider) ? Nearness.OF_USED_PROVIDER : Nearness.OTHER;
  }
}
