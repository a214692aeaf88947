package dev.otto.controlplane.models;

import dev.otto.controlplane.api.ModelsInUse;
import dev.otto.web.Form;
import dev.otto.wire.CatalogModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The filters and the order of the catalog page, as in its address.
 *
 * @param maxPrice the most US dollars for a million tokens, in and out, as typed
 */
public record CatalogQuery(
    String search,
    String provider,
    boolean tools,
    boolean reasoning,
    boolean free,
    boolean used,
    String maxPrice,
    Optional<Order> order,
    int page) {

  /** An order of the list other than by provider, or than by how well a model fits a search. */
  public enum Order {
    PRICE("price", "Cheapest first"),
    WINDOW("context", "Largest context first"),
    DATE("date", "Newest first");

    private final String key;
    private final String label;

    Order(String key, String label) {
      this.key = key;
      this.label = label;
    }

    public String key() {
      return key;
    }

    public String label() {
      return label;
    }

    Comparator<CatalogModel> comparator() {
      return switch (this) {
        case PRICE -> Comparator.comparing(Order::price);
        case WINDOW -> Comparator.comparing(Order::window).reversed();
        case DATE -> Comparator.comparing(Order::date).reversed();
      };
    }

    /** Counts three tokens in for one out, about what an agent needs; unknown prices come last. */
    private static double price(CatalogModel model) {
      Double in = model.inputCost();
      Double out = model.outputCost();
      return in == null || out == null ? Double.MAX_VALUE : 3 * in + out;
    }

    private static long window(CatalogModel model) {
      return Objects.requireNonNullElse(model.contextLimit(), 0L);
    }

    private static String date(CatalogModel model) {
      return Objects.requireNonNullElse(model.releaseDate(), "");
    }
  }

  static CatalogQuery of(Form query) {
    return new CatalogQuery(
        query.value("search").orElse(""),
        query.value("provider").orElse(""),
        query.has("tools"),
        query.has("reasoning"),
        query.has("free"),
        query.has("used"),
        query.value("maxPrice").map(String::strip).orElse(""),
        query
            .value("order")
            .flatMap(
                key -> Arrays.stream(Order.values()).filter(it -> it.key.equals(key)).findAny()),
        query
            .value("page")
            .filter(text -> text.matches("[1-9]\\d{0,5}"))
            .map(Integer::valueOf)
            .orElse(1));
  }

  boolean wants(CatalogModel model, ModelsInUse inUse) {
    return (provider.isEmpty() || model.providerId().equals(provider))
        && (!tools || model.toolCall())
        && (!reasoning || model.reasoning())
        && (!free || model.free())
        && (!used || inUse.refs().contains(model.ref()))
        && (maxPrice.isEmpty()
            || (!badPrice() && costsAtMost(model, Double.parseDouble(maxPrice))));
  }

  private static boolean costsAtMost(CatalogModel model, double dollars) {
    Double in = model.inputCost();
    Double out = model.outputCost();
    return in != null && out != null && in <= dollars && out <= dollars;
  }

  /** Reports whether the price is no number of dollars; nothing fits it. */
  public boolean badPrice() {
    return !maxPrice.isEmpty() && !maxPrice.matches("\\d{1,6}(\\.\\d{1,6})?");
  }

  /** Reports whether any filter is set. */
  public boolean filters() {
    return !search.isEmpty()
        || !provider.isEmpty()
        || tools
        || reasoning
        || free
        || used
        || !maxPrice.isEmpty();
  }

  /** Reports whether the list is in another order than provider by provider. */
  public boolean ranks() {
    return order.isPresent() || !search.isBlank();
  }

  /** Returns the address of another page with the same filters. */
  public String link(int otherPage) {
    var parameters = new LinkedHashMap<String, String>();
    add(parameters, "search", search);
    add(parameters, "provider", provider);
    add(parameters, "tools", tools ? "on" : "");
    add(parameters, "reasoning", reasoning ? "on" : "");
    add(parameters, "free", free ? "on" : "");
    add(parameters, "used", used ? "on" : "");
    add(parameters, "maxPrice", maxPrice);
    add(parameters, "order", order.map(Order::key).orElse(""));
    add(parameters, "page", otherPage > 1 ? Integer.toString(otherPage) : "");
    return "/models" + Form.query(parameters);
  }

  private static void add(Map<String, String> parameters, String name, String value) {
    if (!value.isEmpty()) {
      parameters.put(name, value);
    }
  }
}
