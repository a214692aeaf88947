package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.api.ModelsInUse;
import dev.otto.wire.CatalogModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One page of the matching models: provider by provider, or in another order.
 *
 * @param total the number of matches on all pages
 */
public record CatalogList(
    CatalogQuery query, List<ProviderGroup> groups, int total, int page, int pages) {
  private static final int ON_A_PAGE = 100;

  /**
   * A provider and its models on this page.
   *
   * @param provider its id; "" where the order is another, so that it is of several
   */
  public record ProviderGroup(String provider, List<CatalogModel> models) {}

  static CatalogList of(Catalog catalog, CatalogQuery query, ModelsInUse used) {
    Stream<CatalogModel> matches =
        catalog.search(query.search(), used).stream().filter(model -> query.wants(model, used));
    List<CatalogModel> fitting =
        query.order().map(order -> matches.sorted(order.comparator())).orElse(matches).toList();
    int pages = Math.max(1, (fitting.size() + ON_A_PAGE - 1) / ON_A_PAGE);
    int page = Math.min(query.page(), pages);
    int from = (page - 1) * ON_A_PAGE;
    List<CatalogModel> shown = fitting.subList(from, Math.min(from + ON_A_PAGE, fitting.size()));
    List<ProviderGroup> groups =
        query.ranks() ? List.of(new ProviderGroup("", shown)) : grouped(shown);
    return new CatalogList(query, groups, fitting.size(), page, pages);
  }

  /**
   * Groups the models by provider; they are sorted by reference, so those of a provider are
   * adjacent.
   */
  private static List<ProviderGroup> grouped(List<CatalogModel> models) {
    var groups = new ArrayList<ProviderGroup>();
    int from = 0;
    for (int i = 1; i <= models.size(); i++) {
      String provider = models.get(from).providerId();
      if (i == models.size() || !models.get(i).providerId().equals(provider)) {
        groups.add(new ProviderGroup(provider, models.subList(from, i)));
        from = i;
      }
    }
    return groups;
  }

  /** Returns the kinds of content besides text, in words. */
  public static String moreThanText(List<String> kinds) {
    return kinds.stream().filter(kind -> !kind.equals("text")).collect(Collectors.joining(", "));
  }

  /** Returns the number of the first model on this page; 0 if there is none. */
  public int first() {
    return total == 0 ? 0 : (page - 1) * ON_A_PAGE + 1;
  }

  /** Returns the number of the last model on this page. */
  public int last() {
    return Math.min(page * ON_A_PAGE, total);
  }
}
