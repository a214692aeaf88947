package dev.otto.controlplane.api;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What there is to know of one model. Costs are US dollars for a million tokens. */
public record CatalogModel(
    String ref,
    @Nullable String name,
    @Nullable Long contextLimit,
    @Nullable Long outputLimit,
    @Nullable Double inputCost,
    @Nullable Double outputCost,
    boolean reasoning,
    boolean toolCall,
    boolean textOutput,
    @Nullable String releaseDate,
    @Nullable String status) {

  public String providerId() {
    return ref.substring(0, ref.indexOf('/'));
  }

  /** What comes after the provider; it may hold slashes of its own. */
  public String modelId() {
    return ref.substring(ref.indexOf('/') + 1);
  }

  /** Its name, or its id where it has none. */
  public String title() {
    return name == null || name.isBlank() ? modelId() : name;
  }

  /** Whether the provider asks nothing for it. A price that is not known is not free. */
  public boolean free() {
    return inputCost != null && outputCost != null && inputCost == 0 && outputCost == 0;
  }

  /** What a search looks at, in lower case. */
  String searchText() {
    return (name == null ? ref : ref + ' ' + name).toLowerCase(Locale.ROOT);
  }
}
