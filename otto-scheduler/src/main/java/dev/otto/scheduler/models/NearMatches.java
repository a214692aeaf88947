package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The references that somebody may have meant who typed one the catalog lacks. */
public final class NearMatches {
  private static final int SHOWN = 3;

  private record Scored(ModelRef ref, int distance) {}

  private NearMatches() {}

  /** Up to three, the nearest first; none that differs in more than half of what was typed. */
  public static List<ModelRef> of(CatalogSnapshot catalog, ModelRef typed) {
    String wanted = typed.toString().toLowerCase(Locale.ROOT);
    return catalog.models().stream()
        .map(Model::ref)
        .map(ref -> new Scored(ref, score(wanted, ref, typed)))
        .filter(scored -> scored.distance <= wanted.length() / 2)
        .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::ref))
        .limit(SHOWN)
        .map(Scored::ref)
        .toList();
  }

  /** A right model under another provider is nearer than any typing mistake. */
  private static int score(String wanted, ModelRef candidate, ModelRef typed) {
    if (candidate.modelId().equalsIgnoreCase(typed.modelId())) {
      return 0;
    }
    String text = candidate.toString().toLowerCase(Locale.ROOT);
    int most = wanted.length() / 2;
    return Math.abs(text.length() - wanted.length()) > most
        ? Integer.MAX_VALUE
        : distance(wanted, text);
  }

  /** How many letters must be put in, taken out or changed. */
  static int distance(String from, String to) {
    var above = new int[to.length() + 1];
    var row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      above[column] = column;
    }
    for (int i = 1; i <= from.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
      }
      var spare = above;
      above = row;
      row = spare;
    }
    return above[to.length()];
  }
}
