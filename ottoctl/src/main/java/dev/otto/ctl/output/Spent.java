package dev.otto.ctl.output;

import dev.otto.ctl.client.Fields;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The tokens and the cost of a run or of an answer, in words. */
public final class Spent {
  private Spent() {}

  /** Returns the tokens, such as {@code at least 120 in, 30 out}. */
  public static String tokens(Fields bill) {
    return atLeast(bill) + bill.text("inputTokens") + " in, " + bill.text("outputTokens") + " out";
  }

  /** Returns what a run in flight has spent so far, and what it waits for; empty if nothing. */
  public static String soFar(Fields run) {
    long steps = sum(run.list("servedModels"));
    String spent = steps == 0 ? "" : steps(steps) + tokens(run) + " tokens, " + cost(run);
    Fields waiting = run.in("waiting");
    String wait =
        waiting
            .find("attempt")
            .map(
                attempt ->
                    "waiting for the provider (attempt %s%s)"
                        .formatted(
                            attempt,
                            waiting
                                .number("nextAt")
                                .map(at -> " at " + Instant.ofEpochMilli(at))
                                .orElse("")))
            .orElse("");
    return spent.isEmpty() || wait.isEmpty() ? spent + wait : spent + "; " + wait;
  }

  private static long sum(List<Fields> models) {
    return models.stream().mapToLong(model -> model.number("steps").orElse(0L)).sum();
  }

  /** Returns the tokens for a narrow column, such as {@code at least 120/30}. */
  static String column(Fields bill) {
    return atLeast(bill) + bill.text("inputTokens") + "/" + bill.text("outputTokens");
  }

  /** Returns the cost, or that no model has a price. */
  public static String cost(Fields bill) {
    boolean unpriced = bill.list("servedModels").stream().anyMatch(Spent::unpriced);
    return bill.find("costUsd")
        .map(cost -> atLeast(bill) + dollars(cost))
        .map(cost -> unpriced ? cost + ", and models without a price" : cost)
        .orElseGet(() -> unpriced ? "no price given" : "-");
  }

  /** Returns the part of one model. */
  static String part(Fields model) {
    String steps = model.number("steps").map(Spent::steps).orElse("");
    String price = unpriced(model) ? "no price given" : cost(model);
    return "%s: %s%d in%s, %d out%s, %s"
        .formatted(
            model.text("modelRef"),
            steps,
            sum(model, "inputTokens", "cacheReadTokens", "cacheWriteTokens"),
            cached(model),
            sum(model, "outputTokens", "reasoningTokens"),
            reasoning(model),
            price);
  }

  private static String steps(long number) {
    return number == 1 ? "1 step, " : number + " steps, ";
  }

  private static String cached(Fields model) {
    return sum(model, "cacheReadTokens", "cacheWriteTokens") == 0
        ? ""
        : " (%s read from the cache, %s written to it)"
            .formatted(model.text("cacheReadTokens"), model.text("cacheWriteTokens"));
  }

  private static String reasoning(Fields model) {
    return sum(model, "reasoningTokens") == 0
        ? ""
        : " (%s for reasoning)".formatted(model.text("reasoningTokens"));
  }

  private static boolean unpriced(Fields model) {
    return model.find("costUsd").isEmpty()
        && sum(
                model,
                "inputTokens",
                "cacheReadTokens",
                "cacheWriteTokens",
                "outputTokens",
                "reasoningTokens")
            > 0;
  }

  private static long sum(Fields model, String... keys) {
    return Stream.of(keys).mapToLong(key -> model.number(key).orElse(0L)).sum();
  }

  /** A bill of which nothing is known is not the least of anything, and neither is a model's. */
  private static String atLeast(Fields bill) {
    boolean least =
        Objects.equals(bill.find("usageComplete").orElse("true"), "false")
            && bill.find("inputTokens").isPresent();
    return least ? "at least " : "";
  }

  private static String dollars(String cost) {
    return "$" + new BigDecimal(cost).stripTrailingZeros().toPlainString();
  }
}
