package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.api.ModelsInUse;
import dev.otto.wire.Flow;
import dev.otto.wire.UsageAnswer.ModelUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The catalog page: its state, a page of models, and who uses each. */
public record CatalogView(Catalog catalog, CatalogList list, Map<String, ModelUse> uses) {

  static CatalogView of(Catalog catalog, CatalogQuery query, List<ModelUse> uses) {
    return new CatalogView(
        catalog,
        CatalogList.of(catalog, query, ModelsInUse.of(uses)),
        uses.stream().collect(Collectors.toMap(ModelUse::modelRef, Function.identity())));
  }

  /** Returns the users of this model, in a few words each. */
  public List<String> usesOf(String ref) {
    ModelUse use = uses.get(ref);
    if (use == null) {
      return List.of();
    }
    var words = new ArrayList<String>();
    if (use.globalDefault()) {
      words.add("OpenCode's default");
    }
    use.flows().forEach(key -> words.add(Flow.of(key).map(Flow::label).orElse(key)));
    if (!use.budgets().isEmpty()) {
      words.add(use.budgets().size() == 1 ? "1 budget" : use.budgets().size() + " budgets");
    }
    if (!use.jobs().isEmpty()) {
      words.add(use.jobs().size() == 1 ? "1 job" : use.jobs().size() + " jobs");
    }
    return words;
  }

  /** Reports whether a job, a flow or a budget names this model. */
  public boolean isNamed(String ref) {
    ModelUse use = uses.get(ref);
    return use != null
        && !(use.flows().isEmpty() && use.budgets().isEmpty() && use.jobs().isEmpty());
  }
}
