package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Catalog;
import dev.otto.wire.CatalogModel;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What the picker offers for what was typed, the best first.
 *
 * @param total how many fit, offered or not
 */
public record Choices(List<CatalogModel> models, int total) {
  private static final int MOST = 50;

  static Choices of(Catalog catalog, String typed) {
    String wanted = typed.strip().toLowerCase(Locale.ROOT);
    List<CatalogModel> fitting =
        catalog.search(wanted).stream().filter(CatalogModel::textOutput).toList();
    List<CatalogModel> offered =
        wanted.isEmpty()
            ? fitting.stream().limit(MOST).toList()
            : fitting.stream()
                .map(model -> new Ranked(model, distance(model, wanted)))
                .sorted(Comparator.comparingInt(Ranked::distance))
                .limit(MOST)
                .map(Ranked::model)
                .toList();
    return new Choices(offered, fitting.size());
  }

  /** Measured once and not with each comparison: a single letter fits thousands. */
  private record Ranked(CatalogModel model, int distance) {}

  /** The reference itself, then what begins so, then what has it; short ones before long ones. */
  private static int distance(CatalogModel model, String wanted) {
    String ref = model.ref().toLowerCase(Locale.ROOT);
    if (ref.equals(wanted)) {
      return 0;
    }
    int start = ref.startsWith(wanted) ? 1 : ref.indexOf("/" + wanted) >= 0 ? 2 : 3;
    return start * 1_000 + Math.min(ref.length(), 999);
  }
}
