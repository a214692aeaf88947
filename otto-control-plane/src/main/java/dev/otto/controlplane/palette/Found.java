package dev.otto.controlplane.palette;

import java.util.List;

/** The matches for some words. */
public record Found(String text, List<HitGroup> groups) {

  /** The matches of one kind. */
  public record HitGroup(String title, List<Hit> hits) {}

  public int count() {
    return groups.stream().mapToInt(group -> group.hits().size()).sum();
  }
}
