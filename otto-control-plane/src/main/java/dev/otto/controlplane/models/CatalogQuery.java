package dev.otto.controlplane.models;

import dev.otto.web.Form;
import dev.otto.wire.CatalogModel;
import java.util.LinkedHashMap;
import java.util.Map;

/** The filters of the catalog page, as in its address. */
public record CatalogQuery(
    String search, String provider, boolean tools, boolean reasoning, boolean free, int page) {

  static CatalogQuery of(Form query) {
    return new CatalogQuery(
        query.value("search").orElse(""),
        query.value("provider").orElse(""),
        query.has("tools"),
        query.has("reasoning"),
        query.has("free"),
        query
            .value("page")
            .filter(text -> text.matches("[1-9]\\d{0,5}"))
            .map(Integer::valueOf)
            .orElse(1));
  }

  boolean wants(CatalogModel model) {
    return (provider.isEmpty() || model.providerId().equals(provider))
        && (!tools || model.toolCall())
        && (!reasoning || model.reasoning())
        && (!free || model.free());
  }

  /** Reports whether any filter is set. */
  public boolean filters() {
    return !search.isEmpty() || !provider.isEmpty() || tools || reasoning || free;
  }

  /** Returns the address of another page with the same filters. */
  public String link(int otherPage) {
    var parameters = new LinkedHashMap<String, String>();
    add(parameters, "search", search);
    add(parameters, "provider", provider);
    add(parameters, "tools", tools ? "on" : "");
    add(parameters, "reasoning", reasoning ? "on" : "");
    add(parameters, "free", free ? "on" : "");
    add(parameters, "page", otherPage > 1 ? Integer.toString(otherPage) : "");
    return "/models" + Form.query(parameters);
  }

  private static void add(Map<String, String> parameters, String name, String value) {
    if (!value.isEmpty()) {
      parameters.put(name, value);
    }
  }
}
