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

/** The filters and the order of the catalog page, as in its address. */
public record CatalogQuery(
    String search,
    String provider,
    Abilities can,
    Price price,
    boolean used,
    Optional<Order> order,
    int page) {

  /**
   * The abilities that a model must have.
   *
   * @param takes a kind of content; "" for any
   * @param gives a kind of content; "" for any
   */
  public record Abilities(boolean tools, boolean reasoning, String takes, String gives) {
    private static Abilities of(Form query) {
      return new Abilities(
          query.has("tools"), query.has("reasoning"), kind(query, "takes"), kind(query, "gives"));
    }

    private static String kind(Form query, String name) {
      return query.value(name).filter(CatalogModel.KINDS::contains).orElse("");
    }

    boolean areOf(CatalogModel model) {
      return (!tools || model.toolCall())
          && (!reasoning || model.reasoning())
          && (takes.isEmpty() || model.takesAll().contains(takes))
          && (gives.isEmpty() || model.givesAll().contains(gives));
    }

    boolean isAny() {
      return !tools && !reasoning && takes.isEmpty() && gives.isEmpty();
    }
  }

  /**
   * The price that a model may have.
   *
   * @param max the most US dollars for a million tokens, in and out, as typed
   */
  public record Price(boolean free, String max) {
    /** Reports whether it is no number of dollars; nothing fits it. */
    public boolean isWrong() {
      return !max.isEmpty() && !max.matches("\\d{1,6}(\\.\\d{1,6})?");
    }

    boolean isOf(CatalogModel model) {
      return (!free || model.free())
          && (max.isEmpty() || (!isWrong() && costsAtMost(model, Double.parseDouble(max))));
    }

    private static boolean costsAtMost(CatalogModel model, double dollars) {
      Double in = model.inputCost();
      Double out = model.outputCost();
      return in != null && out != null && in <= dollars && out <= dollars;
    }

    boolean isAny() {
      return !free && max.isEmpty();
    }
  }

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
        Abilities.of(query),
        new Price(query.has("free"), query.value("maxPrice").map(String::strip).orElse("")),
        query.has("used"),
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
        && can.areOf(model)
        && price.isOf(model)
        && (!used || inUse.refs().contains(model.ref()));
  }

  /** Reports whether any filter is set. */
  public boolean filters() {
    return !search.isEmpty() || !provider.isEmpty() || !can.isAny() || !price.isAny() || used;
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
    add(parameters, "tools", can.tools() ? "on" : "");
    add(parameters, "reasoning", can.reasoning() ? "on" : "");
    add(parameters, "takes", can.takes());
    add(parameters, "gives", can.gives());
    add(parameters, "free", price.free() ? "on" : "");
    add(parameters, "used", used ? "on" : "");
    add(parameters, "maxPrice", price.max());
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
