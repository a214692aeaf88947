package dev.otto.models;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Finds the models that a mistyped reference may have meant: the same model of another provider
 * first, then by the number of typing errors.
 */
final class NearMatches {
  private static final int SAME_MODEL_ELSEWHERE = 1;

  private final String wanted;
  private final String wantedModel;

  NearMatches(ModelRef wanted) {
    this.wanted = lower(wanted.toString());
    this.wantedModel = lower(wanted.modelId());
  }

  private record Scored(ModelRef ref, int distance) {}

  /** Returns the nearest matches first; fewer than the limit if the rest has little in common. */
  List<ModelRef> among(List<Model> models, int limit) {
    int farthest = Math.max(2, wanted.length() / 2);
    return models.stream()
        .map(model -> new Scored(model.ref(), distance(model.ref(), farthest)))
        .filter(scored -> scored.distance() <= farthest)
        .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::ref))
        .limit(limit)
        .map(Scored::ref)
        .toList();
  }

  private int distance(ModelRef candidate, int farthest) {
    String text = lower(candidate.toString());
    boolean sameModel = text.endsWith("/" + wantedModel) || text.equals(wantedModel);
    return sameModel ? SAME_MODEL_ELSEWHERE : edits(wanted, text, farthest);
  }

  /** Returns the edit distance between two texts; gives up beyond {@code farthest}. */
  private static int edits(String from, String to, int farthest) {
    if (Math.abs(from.length() - to.length()) > farthest) {
      return farthest + 1;
    }
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      if (nextRow(row, from.charAt(i - 1), i, to) > farthest) {
        return farthest + 1;
      }
    }
    return row[to.length()];
  }

  private static int nextRow(int[] row, char letter, int i, String to) {
    int diagonal = row[0];
    int smallest = i;
    row[0] = i;
    for (int j = 1; j < row.length; j++) {
      int change = diagonal + (letter == to.charAt(j - 1) ? 0 : 1);
      diagonal = row[j];
      row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      smallest = Math.min(smallest, row[j]);
    }
    return smallest;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
