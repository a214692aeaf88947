package dev.otto.wire;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one model. Costs are US dollars for a million tokens.
 *
 * @param variants the efforts that can be asked of it; absent if there are none
 * @param attachment whether files can be attached to a prompt
 * @param takes the kinds of content that it takes, such as {@code image}; absent for text alone
 * @param gives the kinds of content that it gives; absent for text alone
 */
public record CatalogModel(
    String ref,
    String name,
    @Nullable Long contextLimit,
    @Nullable Long outputLimit,
    @Nullable Double inputCost,
    @Nullable Double outputCost,
    boolean reasoning,
    boolean toolCall,
    boolean textOutput,
    @Nullable String releaseDate,
    @Nullable String status,
    @AbsentIfNull @Nullable List<String> variants,
    boolean attachment,
    @AbsentIfNull @Nullable List<String> takes,
    @AbsentIfNull @Nullable List<String> gives) {
  /** The kinds of content in which models differ. */
  public static final List<String> KINDS = List.of("text", "image", "audio", "video", "pdf");

  private static final List<String> TEXT = List.of("text");

  /** The kinds of content that it takes. */
  public List<String> takesAll() {
    return Objects.requireNonNullElse(takes, TEXT);
  }

  /** The kinds of content that it gives. */
  public List<String> givesAll() {
    return Objects.requireNonNullElse(gives, TEXT);
  }

  /** The part of the reference before the first slash. */
  public String providerId() {
    return ref.substring(0, ref.indexOf('/'));
  }

  /** The part of the reference after the first slash; it may hold slashes of its own. */
  public String modelId() {
    return ref.substring(ref.indexOf('/') + 1);
  }

  /** The name, or the id of a model without a name. */
  public String title() {
    return name.isBlank() ? modelId() : name;
  }

  /**
   * Reports whether the provider charges nothing for it. A model with an unknown price is not free.
   */
  public boolean free() {
    return inputCost != null && outputCost != null && inputCost == 0 && outputCost == 0;
  }
}
