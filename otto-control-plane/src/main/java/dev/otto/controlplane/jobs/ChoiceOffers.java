package dev.otto.controlplane.jobs;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.page.Fields;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The values that a form offers beside the model that is named in it.
 *
 * @param model the model; "" where none is named
 * @param efforts the efforts that the model has
 * @param providers the providers of the catalog, and those that the form names
 */
public record ChoiceOffers(String model, List<String> efforts, List<String> providers) {

  /**
   * Returns the offers for what a form holds.
   *
   * @param catalog empty where Otto does not tell
   */
  public static ChoiceOffers of(Optional<Catalog> catalog, Fields fields) {
    String model = fields.value("modelRef").strip();
    var providers = new TreeSet<>(ChoiceFields.items(fields, "onlyProviders"));
    catalog.ifPresent(all -> providers.addAll(all.countByProvider().keySet()));
    return new ChoiceOffers(
        model, catalog.map(all -> efforts(all, model)).orElse(List.of()), List.copyOf(providers));
  }

  private static List<String> efforts(Catalog catalog, String model) {
    return catalog
        .find(model)
        .flatMap(found -> Optional.ofNullable(found.variants()))
        .orElse(List.of());
  }

  /** Returns what can be chosen, in words. */
  public String hint() {
    if (model.isEmpty()) {
      return "Goes with a model that is named here.";
    }
    return efforts.isEmpty()
        ? "No effort is known of this model."
        : "This model has " + String.join(", ", efforts) + ".";
  }
}
