package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.api.ModelsInUse;
import dev.otto.wire.CatalogModel;
import java.util.List;

/**
 * The models that the picker offers for the typed text, the one that is meant first.
 *
 * @param total the number of matches, offered or not
 */
public record Choices(List<CatalogModel> models, int total) {
  private static final int MAX_OFFERED = 50;

  static Choices of(Catalog catalog, String typed, ModelsInUse used) {
    List<CatalogModel> fitting =
        catalog.search(typed, used).stream().filter(CatalogModel::textOutput).toList();
    return new Choices(fitting.stream().limit(MAX_OFFERED).toList(), fitting.size());
  }
}
