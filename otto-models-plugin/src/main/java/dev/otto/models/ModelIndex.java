package dev.otto.models;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The models of a snapshot by reference. An open table at most half full instead of a hash map:
 * with many models a look-up costs what it fetches from memory, and this fetches one object less.
 */
final class ModelIndex {
  // Apart, because most look-ups only ask whether there is a model.
  private final @Nullable ModelRef[] refs;
  private final @Nullable Model[] models;

  /** Creates an index; a reference may occur only once. */
  ModelIndex(Collection<Model> listed) {
    int slots = Math.max(2, Integer.highestOneBit(listed.size() * 2 - 1) << 1);
    refs = new ModelRef[slots];
    models = new Model[slots];
    listed.forEach(this::add);
  }

  private void add(Model model) {
    int slot = slot(model.ref());
    refs[slot] = model.ref();
    models[slot] = model;
  }

  boolean contains(ModelRef ref) {
    return refs[slot(ref)] != null;
  }

  @Nullable Model find(ModelRef ref) {
    return models[slot(ref)];
  }

  /** Returns the slot of the reference, or the free slot where it would go. */
  private int slot(ModelRef ref) {
    int mask = refs.length - 1;
    int slot = (ref.hashCode() * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(mask);
    while (true) {
      ModelRef found = refs[slot];
      if (found == null || found.equals(ref)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }
}
