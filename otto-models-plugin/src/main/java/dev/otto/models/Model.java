package dev.otto.models;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One model of the catalog. Only these fields are ever taken from OpenCode's answer, so that no
 * provider key can leak.
 *
 * @param name shown to people
 * @param contextLimit tokens; empty where OpenCode does not know it
 * @param outputLimit tokens; empty where OpenCode does not know it
 * @param inputCost US dollars for a million tokens
 * @param outputCost US dollars for a million tokens
 * @param reasoning thinks before it answers
 * @param toolCall can call tools
 * @param textOutput can answer with text; a model that cannot is no use to a flow or a job
 * @param releaseDate as OpenCode writes it: {@code YYYY-MM-DD}, {@code YYYY-MM} or empty
 * @param status {@code active}, {@code beta} or whatever else OpenCode says
 * @param variants the efforts that can be asked of it, such as {@code high}
 * @param cacheReadCost US dollars for a million tokens read from the provider's cache
 * @param cacheWriteCost US dollars for a million tokens written to it
 * @param modalities the kinds of content that it takes and gives; text is given where {@code
 *     textOutput} says so
 */
public record Model(
    ModelRef ref,
    String name,
    OptionalLong contextLimit,
    OptionalLong outputLimit,
    OptionalDouble inputCost,
    OptionalDouble outputCost,
    boolean reasoning,
    boolean toolCall,
    boolean textOutput,
    Optional<String> releaseDate,
    Optional<String> status,
    List<String> variants,
    OptionalDouble cacheReadCost,
    OptionalDouble cacheWriteCost,
    Modalities modalities) {
  public Model {
    variants = List.copyOf(variants);
    if (modalities.gives().contains(Modality.TEXT) != textOutput) {
      throw new IllegalArgumentException(
          ref + " gives " + modalities.gives() + ", which contradicts textOutput " + textOutput);
    }
  }

  /** Creates a model without variants. */
  public Model(
      ModelRef ref,
      String name,
      OptionalLong contextLimit,
      OptionalLong outputLimit,
      OptionalDouble inputCost,
      OptionalDouble outputCost,
      boolean reasoning,
      boolean toolCall,
      boolean textOutput,
      Optional<String> releaseDate,
      Optional<String> status) {
    this(
        ref,
        name,
        contextLimit,
        outputLimit,
        inputCost,
        outputCost,
        reasoning,
        toolCall,
        textOutput,
        releaseDate,
        status,
        List.of());
  }

  /** Creates a model whose provider takes nothing for its cache. */
  public Model(
      ModelRef ref,
      String name,
      OptionalLong contextLimit,
      OptionalLong outputLimit,
      OptionalDouble inputCost,
      OptionalDouble outputCost,
      boolean reasoning,
      boolean toolCall,
      boolean textOutput,
      Optional<String> releaseDate,
      Optional<String> status,
      List<String> variants) {
    this(
        ref,
        name,
        contextLimit,
        outputLimit,
        inputCost,
        outputCost,
        reasoning,
        toolCall,
        textOutput,
        releaseDate,
        status,
        variants,
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  /** Creates a model of which no more is known than whether it answers with text. */
  public Model(
      ModelRef ref,
      String name,
      OptionalLong contextLimit,
      OptionalLong outputLimit,
      OptionalDouble inputCost,
      OptionalDouble outputCost,
      boolean reasoning,
      boolean toolCall,
      boolean textOutput,
      Optional<String> releaseDate,
      Optional<String> status,
      List<String> variants,
      OptionalDouble cacheReadCost,
      OptionalDouble cacheWriteCost) {
    this(
        ref,
        name,
        contextLimit,
        outputLimit,
        inputCost,
        outputCost,
        reasoning,
        toolCall,
        textOutput,
        releaseDate,
        status,
        variants,
        cacheReadCost,
        cacheWriteCost,
        Modalities.ofText(textOutput));
  }

  /** Reports whether its tokens cost something, as far as OpenCode knows. */
  public boolean hasPrice() {
    return inputCost.orElse(0) > 0 || outputCost.orElse(0) > 0;
  }

  /** Returns a model of which only the reference is known. */
  public static Model named(ModelRef ref) {
    return new Model(
        ref,
        ref.modelId(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        false,
        false,
        true,
        Optional.empty(),
        Optional.empty());
  }
}
