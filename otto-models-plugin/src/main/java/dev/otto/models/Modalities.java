package dev.otto.models;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The kinds of content that a model takes and gives, in the order of {@link Modality}.
 *
 * @param attachments whether files can be attached to a prompt
 */
public record Modalities(Set<Modality> takes, Set<Modality> gives, boolean attachments) {
  /** The kinds of a model that takes and gives text, and of which nothing else is known. */
  public static final Modalities TEXT_ONLY =
      new Modalities(Set.of(Modality.TEXT), Set.of(Modality.TEXT), false);

  public Modalities {
    takes = sorted(takes);
    gives = sorted(gives);
  }

  private static Set<Modality> sorted(Collection<Modality> kinds) {
    Set<Modality> sorted = EnumSet.noneOf(Modality.class);
    sorted.addAll(kinds);
    return Collections.unmodifiableSet(sorted);
  }
}
