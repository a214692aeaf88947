package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Catalog;
import dev.otto.wire.CatalogModel;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The models that the picker offers for the typed text, the best match first.
 *
 * @param total the number of matches, offered or not
 */
public record Choices(List<CatalogModel> models, int total) {
  private static final int MAX_OFFERED = 50;

  static Choices of(Catalog catalog, String typed) {
    String wanted = typed.strip().toLowerCase(Locale.ROOT);
    List<CatalogModel> fitting =
        catalog.search(wanted).stream().filter(CatalogModel::textOutput).toList();
    List<CatalogModel> offered =
        wanted.isEmpty()
            ? fitting.stream().limit(MAX_OFFERED).toList()
            : fitting.stream()
                .map(model -> new Ranked(model, distance(model, wanted)))
                .sorted(Comparator.comparingInt(Ranked::distance))
                .limit(MAX_OFFERED)
                .map(Ranked::model)
                .toList();
    return new Choices(offered, fitting.size());
  }

  /**
   * A match with its distance, computed once and not in each comparison: a single letter matches
   * thousands.
   */
  private record Ranked(CatalogModel model, int distance) {}

  /**
   * Returns the rank of a match: the reference itself, then those that begin with the text, then
   * those that contain it; short ones before long ones.
   */
  private static int distance(CatalogModel model, String wanted) {
    String ref = model.ref().toLowerCase(Locale.ROOT);
    if (ref.equals(wanted)) {
      return 0;
    }
    int start = ref.startsWith(wanted) ? 1 : ref.indexOf("/" + wanted) >= 0 ? 2 : 3;
    return start * 1_000 + Math.min(ref.length(), 999);
  }
}
