package dev.otto.controlplane.api;

import dev.otto.wire.CatalogAnswer;
import dev.otto.wire.CatalogModel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The models that Otto may use, sorted by reference. Immutable and shared by all who ask, until
 * Otto has another.
 */
public final class Catalog {
  private final CatalogAnswer answer;
  private final List<CatalogModel> models;
  private final Map<String, CatalogModel> byRef = new TreeMap<>();
  private final Map<String, Integer> countByProvider = new TreeMap<>();
  private final List<String> searchTexts;

  /** With the details, which must have been asked for. */
  Catalog(CatalogAnswer answer) {
    this.answer = answer;
    this.models = Objects.requireNonNullElse(answer.details(), List.of());
    for (CatalogModel model : models) {
      byRef.put(model.ref(), model);
      countByProvider.merge(model.providerId(), 1, Integer::sum);
    }
    searchTexts = models.stream().map(Catalog::searchText).toList();
  }

  /** In lower case, as {@link #search} compares it. */
  private static String searchText(CatalogModel model) {
    return (model.ref() + ' ' + model.name()).toLowerCase(Locale.ROOT);
  }

  /** All of them. */
  public List<CatalogModel> models() {
    return models;
  }

  public Optional<CatalogModel> find(String ref) {
    return Optional.ofNullable(byRef.get(ref));
  }

  public boolean contains(String ref) {
    return byRef.containsKey(ref);
  }

  /** Those with each of these words somewhere in their reference or name, in their order. */
  public List<CatalogModel> search(String words) {
    List<String> wanted =
        Arrays.stream(words.toLowerCase(Locale.ROOT).split("\\s+", -1))
            .filter(word -> !word.isEmpty())
            .toList();
    if (wanted.isEmpty()) {
      return models;
    }
    return IntStream.range(0, size())
        .filter(i -> wanted.stream().allMatch(searchTexts.get(i)::contains))
        .mapToObj(models::get)
        .toList();
  }

  /** How many models each provider has, by its id. */
  public Map<String, Integer> countByProvider() {
    return countByProvider;
  }

  public int size() {
    return models.size();
  }

  /** When OpenCode was last asked with success, in epoch milliseconds. */
  public @Nullable Long updatedAt() {
    return answer.updatedAt();
  }

  /** {@code network} or {@code cache}. */
  public String source() {
    return answer.source();
  }

  /** What OpenCode uses where nobody chooses. */
  public Optional<String> globalDefault() {
    return Optional.ofNullable(answer.globalDefault());
  }

  /** Whether it may no longer be what OpenCode has. */
  public boolean stale() {
    return answer.stale();
  }

  /** Models left out because their ids cannot be read. */
  public int skipped() {
    return answer.skipped();
  }

  /** Why the last refresh failed, where it did. */
  public Optional<String> lastError() {
    return Optional.ofNullable(answer.lastError());
  }
}
