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
 * @param releaseDate as OpenCode writes it: {@code YYYY-MM-DD}, {@code YYYY-MM} or empty
 * @param status {@code active}, {@code beta} or whatever else OpenCode says
 */
public record Model(
    ModelRef ref,
    String name,
    Limits limits,
    Prices prices,
    Abilities abilities,
    Optional<String> releaseDate,
    Optional<String> status) {

  /**
   * Numbers of tokens; empty where OpenCode does not know it.
   *
   * @param context what it takes and gives together
   * @param output the longest answer
   */
  public record Limits(OptionalLong context, OptionalLong output) {
    public static final Limits UNKNOWN = new Limits(OptionalLong.empty(), OptionalLong.empty());

    /** Creates limits of which both are known. */
    public static Limits of(long context, long output) {
      return new Limits(OptionalLong.of(context), OptionalLong.of(output));
    }
  }

  /**
   * Prices in US dollars for a million tokens; empty where OpenCode does not know it.
   *
   * @param cacheRead for what is read from the provider's cache
   * @param cacheWrite for what is written to it
   */
  public record Prices(
      OptionalDouble input,
      OptionalDouble output,
      OptionalDouble cacheRead,
      OptionalDouble cacheWrite) {
    public static final Prices UNKNOWN =
        new Prices(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());

    /** Creates the prices of a model whose provider takes nothing for its cache. */
    public static Prices of(double input, double output) {
      return new Prices(
          OptionalDouble.of(input),
          OptionalDouble.of(output),
          OptionalDouble.empty(),
          OptionalDouble.empty());
    }
  }

  /**
   * Abilities beside plain answers.
   *
   * @param reasoning thinks before it answers
   * @param toolCall can call tools
   * @param variants the efforts that can be asked of it, such as {@code high}
   * @param modalities the kinds of content that it takes and gives
   */
  public record Abilities(
      boolean reasoning, boolean toolCall, List<String> variants, Modalities modalities) {
    /** Those of a model of which no more is known than that it answers with text. */
    public static final Abilities TEXT_ONLY =
        new Abilities(false, false, List.of(), Modalities.TEXT_ONLY);

    public Abilities {
      variants = List.copyOf(variants);
    }
  }

  /** Returns a model of which only the reference is known. */
  public static Model named(ModelRef ref) {
    return new Model(
        ref,
        ref.modelId(),
        Limits.UNKNOWN,
        Prices.UNKNOWN,
        Abilities.TEXT_ONLY,
        Optional.empty(),
        Optional.empty());
  }

  /** Reports whether it can answer with text; a model that cannot is no use to a flow or a job. */
  public boolean textOutput() {
    return abilities.modalities().gives().contains(Modality.TEXT);
  }

  /** Reports whether its tokens cost something, as far as OpenCode knows. */
  public boolean hasPrice() {
    return prices.input().orElse(0) > 0 || prices.output().orElse(0) > 0;
  }
}
