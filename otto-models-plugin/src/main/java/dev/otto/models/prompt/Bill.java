package dev.otto.models.prompt;

import dev.otto.models.ModelRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The usage of all steps of a prompt, those of its subagents included, by model.
 *
 * @param models the models in the order of their first step
 * @param complete whether nothing is missing; false if the provider may have counted more, for
 *     instance for a step that was cut off
 */
public record Bill(List<ModelUsage> models, boolean complete) {
  /** The bill of something that was not prompted. */
  public static final Bill NOTHING = new Bill(List.of(), true);

  /** The bill of something of which nothing is known. */
  public static final Bill UNKNOWN = new Bill(List.of(), false);

  public Bill {
    models = List.copyOf(models);
  }

  /**
   * The usage of one model.
   *
   * @param costUsd null where the model has no price
   * @param steps the calls of the model; null where they were not counted
   */
  public record ModelUsage(
      ModelRef model, Tokens tokens, @Nullable Double costUsd, @Nullable Integer steps) {

    private ModelUsage plus(ModelUsage more) {
      return new ModelUsage(
          model, tokens.plus(more.tokens), sum(costUsd, more.costUsd), sum(steps, more.steps));
    }

    private static @Nullable Double sum(@Nullable Double one, @Nullable Double other) {
      return one == null ? other : other == null ? one : Double.valueOf(one + other);
    }

    private static @Nullable Integer sum(@Nullable Integer one, @Nullable Integer other) {
      return one == null ? other : other == null ? one : Integer.valueOf(one + other);
    }
  }

  /** Returns the tokens of all models. */
  public Tokens tokens() {
    return models.stream().map(ModelUsage::tokens).reduce(Tokens.NONE, Tokens::plus);
  }

  /** Returns the cost of the models that have a price; empty if none has one. */
  public Optional<Double> costUsd() {
    return models.stream().map(ModelUsage::costUsd).filter(Objects::nonNull).reduce(Double::sum);
  }

  /** Returns the number of steps. */
  public int steps() {
    return models.stream()
        .map(ModelUsage::steps)
        .filter(Objects::nonNull)
        .mapToInt(Integer::intValue)
        .sum();
  }

  /** Returns both bills in one. */
  public Bill plus(Bill more) {
    var byModel = new LinkedHashMap<ModelRef, ModelUsage>();
    var all = new ArrayList<>(models);
    all.addAll(more.models);
    all.forEach(usage -> byModel.merge(usage.model(), usage, ModelUsage::plus));
    return new Bill(List.copyOf(byModel.values()), complete && more.complete);
  }
}
