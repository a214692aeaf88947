package dev.otto.controlplane.page;

import dev.otto.wire.AssistantReply;
import dev.otto.wire.CheckAnswer.CheckedModel;
import dev.otto.wire.RunItem;
import dev.otto.wire.ServedModel;
import dev.otto.wire.Stats.ModelStats;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tokens and cost as the providers count them, in words.
 *
 * @param costUsd null where no model has a price
 * @param models the part of each model
 * @param complete whether this is all; otherwise it is the least
 */
public record Spent(
    @Nullable Long inputTokens,
    @Nullable Long outputTokens,
    @Nullable Double costUsd,
    List<ServedModel> models,
    boolean complete) {

  public Spent {
    models = List.copyOf(models);
  }

  /** Returns what a run spent. */
  public static Spent of(RunItem run) {
    return new Spent(
        run.inputTokens(),
        run.outputTokens(),
        run.costUsd(),
        run.servedModels(),
        run.usageComplete());
  }

  /** Returns what an answer of the assistant took. */
  public static Spent of(AssistantReply reply) {
    return new Spent(
        reply.inputTokens(),
        reply.outputTokens(),
        reply.costUsd(),
        reply.servedModels(),
        reply.usageComplete());
  }

  /** Returns what the check of a model took. */
  public static Spent of(CheckedModel check) {
    return new Spent(
        check.inputTokens(),
        check.outputTokens(),
        check.costUsd(),
        check.servedModels(),
        check.usageComplete());
  }

  /** Returns what these models spent together. */
  public static Spent of(List<ModelStats> models) {
    return new Spent(
        models.stream().mapToLong(ModelStats::inputTokens).sum(),
        models.stream().mapToLong(ModelStats::outputTokens).sum(),
        models.stream()
            .map(ModelStats::costUsd)
            .filter(Objects::nonNull)
            .reduce(Double::sum)
            .orElse(null),
        List.of(),
        models.stream().allMatch(ModelStats::usageComplete));
  }

  private static Spent of(ServedModel model) {
    return new Spent(
        model.inputTokens() + model.cacheReadTokens() + model.cacheWriteTokens(),
        model.outputTokens() + model.reasoningTokens(),
        model.costUsd(),
        List.of(),
        true);
  }

  /** Returns the tokens, such as {@code at least 12K in, 340 out}. */
  public String tokens() {
    return known()
        ? atLeast() + Numbers.tokens(inputTokens) + " in, " + Numbers.tokens(outputTokens) + " out"
        : Numbers.tokens(null);
  }

  /** Returns all tokens, such as {@code at least 12K}. */
  public String total() {
    return atLeast() + Numbers.tokens(sum(inputTokens, outputTokens));
  }

  /** Returns the tokens that went in, such as {@code at least 12K}. */
  public String in() {
    return atLeast() + Numbers.tokens(inputTokens);
  }

  /** Returns the tokens that came out. */
  public String out() {
    return atLeast() + Numbers.tokens(outputTokens);
  }

  /** Returns the tokens inside a sentence, such as {@code 12K tokens in, 340 out}. */
  public String words() {
    return known()
        ? "%s%s tokens in, %s out"
            .formatted(atLeast(), Numbers.tokens(inputTokens), Numbers.tokens(outputTokens))
        : "tokens unknown";
  }

  /** Returns the tokens for a narrow column, such as {@code at least 12K / 340}. */
  public String column() {
    String least = known() ? atLeast() : "";
    return least + Numbers.tokens(inputTokens) + " / " + Numbers.tokens(outputTokens);
  }

  /** Returns the cost, or that nobody gave a price. */
  public String cost() {
    if (costUsd == null) {
      return cost(null, sum(inputTokens, outputTokens));
    }
    boolean unpriced = models.stream().anyMatch(model -> of(model).unpriced());
    return atLeast() + Numbers.cost(costUsd) + (unpriced ? ", and models without a price" : "");
  }

  /** Returns a cost; a model that has used tokens for nothing has no price. */
  public static String cost(@Nullable Double costUsd, long tokens) {
    return costUsd == null && tokens > 0 ? "no price given" : Numbers.cost(costUsd);
  }

  /** Returns the part of one model. */
  public static String part(ServedModel model) {
    Spent spent = of(model);
    String steps =
        model.steps() == null
            ? ""
            : Numbers.count(model.steps()) + (model.steps() == 1 ? " step, " : " steps, ");
    String cached =
        model.cacheReadTokens() == 0
            ? ""
            : " (" + Numbers.tokens(model.cacheReadTokens()) + " in from the cache)";
    return steps + spent.tokens() + cached + ", " + spent.cost();
  }

  /** Reports whether no token is known to be spent. */
  public boolean isNothing() {
    return sum(inputTokens, outputTokens) == 0;
  }

  private boolean unpriced() {
    return costUsd == null && sum(inputTokens, outputTokens) > 0;
  }

  private boolean known() {
    return inputTokens != null;
  }

  private String atLeast() {
    return complete ? "" : "at least ";
  }

  private static long sum(@Nullable Long one, @Nullable Long other) {
    return Objects.requireNonNullElse(one, 0L) + Objects.requireNonNullElse(other, 0L);
  }
}
