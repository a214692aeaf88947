package dev.otto.controlplane.api;

import dev.otto.wire.CatalogAnswer;
import dev.otto.wire.CatalogModel;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The models that Otto may use, sorted by reference. Immutable and shared by all requests until
 * Otto's list changes.
 */
public final class Catalog {
  private final CatalogAnswer answer;
  private final List<CatalogModel> models;
  private final Map<String, CatalogModel> byRef = new TreeMap<>();
  private final Map<String, Integer> countByProvider = new TreeMap<>();
  private final ModelSearch search;

  /** Creates a catalog from an answer with details. */
  Catalog(CatalogAnswer answer) {
    this.answer = answer;
    this.models = Objects.requireNonNullElse(answer.details(), List.of());
    for (CatalogModel model : models) {
      byRef.put(model.ref(), model);
      countByProvider.merge(model.providerId(), 1, Integer::sum);
    }
    search = new ModelSearch(models);
  }

  /** Returns all models. */
  public List<CatalogModel> models() {
    return models;
  }

  public Optional<CatalogModel> find(String ref) {
    return Optional.ofNullable(byRef.get(ref));
  }

  public boolean contains(String ref) {
    return byRef.containsKey(ref);
  }

  /** Returns the models that fit what was typed, the one that is meant first; all for nothing. */
  public List<CatalogModel> search(String typed, ModelsInUse used) {
    return typed.isBlank() ? models : search.find(typed, used);
  }

  /** Returns the number of models of each provider, by its id. */
  public Map<String, Integer> countByProvider() {
    return countByProvider;
  }

  public int size() {
    return models.size();
  }

  /** Returns the time of the last successful refresh, in epoch milliseconds. */
  public @Nullable Long updatedAt() {
    return answer.updatedAt();
  }

  /** Returns {@code network} or {@code cache}. */
  public String source() {
    return answer.source();
  }

  /** Returns the model that OpenCode uses when none is chosen. */
  public Optional<String> globalDefault() {
    return Optional.ofNullable(answer.globalDefault());
  }

  /** Reports whether the list may be out of date. */
  public boolean stale() {
    return answer.stale();
  }

  /** Returns the number of models left out because their ids cannot be read. */
  public int skipped() {
    return answer.skipped();
  }

  /** Returns the error of the last refresh, if it failed. */
  public Optional<String> lastError() {
    return Optional.ofNullable(answer.lastError());
  }
}
