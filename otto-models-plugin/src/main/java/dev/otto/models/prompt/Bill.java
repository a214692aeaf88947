package dev.otto.models.prompt;

import dev.otto.models.ModelRef;
import java.time.Instant;
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
 * @param charges the same step by step; empty where that is not known
 */
public record Bill(List<ModelUsage> models, boolean complete, List<Charge> charges) {
  /** The bill of something that was not prompted. */
  public static final Bill NOTHING = new Bill(List.of(), true);

  /** The bill of something of which nothing is known. */
  public static final Bill UNKNOWN = new Bill(List.of(), false);

  public Bill {
    models = List.copyOf(models);
    charges = List.copyOf(charges);
  }

  /** Creates a bill of which nobody knows when its steps ended. */
  public Bill(List<ModelUsage> models, boolean complete) {
    this(models, complete, List.of());
  }

  /** Returns the bill of these charges. */
  public static Bill of(List<Charge> charges, boolean complete) {
    return new Bill(sums(charges.stream().map(Charge::usage).toList()), complete, charges);
  }

  /**
   * The usage of one step.
   *
   * @param endedAt null where the step did not end, or does not say when
   */
  public record Charge(ModelUsage usage, @Nullable Instant endedAt) {}

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

  /** Reports whether the charges are the whole bill. */
  public boolean isItemized() {
    return sums(charges.stream().map(Charge::usage).toList()).equals(models);
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

  /** Returns the same bill as the least that was spent. */
  public Bill incomplete() {
    return new Bill(models, false, charges);
  }

  /** Returns both bills in one. */
  public Bill plus(Bill more) {
    return new Bill(
        sums(both(models, more.models)), complete && more.complete, both(charges, more.charges));
  }

  private static <T> List<T> both(List<T> some, List<T> more) {
    var all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  /** Returns the sum for each model, in the order of their first usage. */
  public static List<ModelUsage> sums(List<ModelUsage> usages) {
    var byModel = new LinkedHashMap<ModelRef, ModelUsage>();
    usages.forEach(usage -> byModel.merge(usage.model(), usage, ModelUsage::plus));
    return List.copyOf(byModel.values());
  }
}
