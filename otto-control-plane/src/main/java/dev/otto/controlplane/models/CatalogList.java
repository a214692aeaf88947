package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Catalog;
import dev.otto.wire.CatalogModel;
import java.util.ArrayList;
import java.util.List;

/**
 * One page of those models that were asked for, provider by provider.
 *
 * @param total how many fit, on this page or not
 */
public record CatalogList(CatalogQuery query, List<Group> groups, int total, int page, int pages) {
  private static final int ON_A_PAGE = 100;

  /** A provider with those of its models that are on this page. */
  public record Group(String provider, List<CatalogModel> models) {}

  static CatalogList of(Catalog catalog, CatalogQuery query) {
    List<CatalogModel> fitting =
        catalog.search(query.search()).stream().filter(query::wants).toList();
    int pages = Math.max(1, (fitting.size() + ON_A_PAGE - 1) / ON_A_PAGE);
    int page = Math.min(query.page(), pages);
    int from = (page - 1) * ON_A_PAGE;
    List<CatalogModel> shown = fitting.subList(from, Math.min(from + ON_A_PAGE, fitting.size()));
    return new CatalogList(query, grouped(shown), fitting.size(), page, pages);
  }

  /** They are sorted by reference, so those of a provider stand together. */
  private static List<Group> grouped(List<CatalogModel> models) {
    var groups = new ArrayList<Group>();
    int from = 0;
    for (int i = 1; i <= models.size(); i++) {
      String provider = models.get(from).providerId();
      if (i == models.size() || !models.get(i).providerId().equals(provider)) {
        groups.add(new Group(provider, models.subList(from, i)));
        from = i;
      }
    }
    return groups;
  }

  /** The number of the first model on this page; 0 where there is none. */
  public int first() {
    return total == 0 ? 0 : (page - 1) * ON_A_PAGE + 1;
  }

  /** The number of the last one. */
  public int last() {
    return Math.min(page * ON_A_PAGE, total);
  }
}
