package dev.otto.scheduler.models;

import dev.otto.models.ContextWindow;
import dev.otto.models.Flow;
import dev.otto.models.Model;
import dev.otto.models.prompt.Price;
import dev.otto.scheduler.models.WhatIfRepository.Taken;
import dev.otto.wire.WhatIfAnswer;
import dev.otto.wire.WhatIfAnswer.JobCost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Prices what one model took as if another had taken it.
 *
 * @param from the first, as the catalog has it; empty if it is gone
 */
record WhatIf(String fromRef, Optional<Model> from, Model to, Models.JobModels jobs) {

  WhatIfAnswer answer(List<Taken> taken, Instant since) {
    Optional<Price> price = Price.of(to);
    List<JobCost> costs = taken.stream().map(each -> cost(each, price)).toList();
    long receipts = costs.stream().mapToLong(JobCost::receipts).sum();
    Double billed = sum(costs, JobCost::billedUsd);
    Double usd = sum(costs, JobCost::usd);
    return new WhatIfAnswer(
        fromRef,
        to.ref().toString(),
        since.toEpochMilli(),
        receipts,
        billed,
        usd,
        costs,
        from.map(model -> ModelComparison.lost(model, to)).orElse(List.of()),
        message(receipts, billed, usd));
  }

  private JobCost cost(Taken taken, Optional<Price> price) {
    return new JobCost(
        taken.jobId(),
        taken.receipts(),
        taken.billedUsd(),
        price.map(it -> it.of(taken.tokens())).orElse(null),
        cannot(taken));
  }

  private List<String> cannot(Taken taken) {
    var cannot = new ArrayList<String>();
    boolean usesTools = usesTools(taken);
    if (usesTools && !to.abilities().toolCall()) {
      cannot.add(to.ref() + " cannot call tools, which it uses");
    }
    if (usesTools) {
      ContextWindow.concern(to).ifPresent(cannot::add);
    }
    if (to.limits().context().isPresent()
        && taken.inOneStep() > to.limits().context().getAsLong()) {
      cannot.add(
          String.format(
              Locale.ROOT,
              "it sent about %,d tokens at once, and %s takes %,d",
              taken.inOneStep(),
              to.ref(),
              to.limits().context().getAsLong()));
    }
    return cannot;
  }

  private boolean usesTools(Taken taken) {
    if (to.abilities().toolCall() && ContextWindow.concern(to).isEmpty()) {
      return false; // It makes no difference, and takes a question to OpenCode.
    }
    String id = taken.jobId();
    return id == null ? jobs.usesTools(Flow.INTERACTIVE_ASSISTANT) : jobs.usesTools(id);
  }

  private static @Nullable Double sum(List<JobCost> costs, Function<JobCost, @Nullable Double> of) {
    return costs.stream().map(of).filter(Objects::nonNull).reduce(Double::sum).orElse(null);
  }

  private String message(long receipts, @Nullable Double billed, @Nullable Double usd) {
    if (receipts == 0) {
      return "Nothing used " + fromRef + " in this time.";
    }
    return "%d runs and messages of %s %s; with %s the same tokens %s."
        .formatted(receipts, fromRef, cost(billed), to.ref(), cost(usd));
  }

  private static String cost(@Nullable Double amount) {
    return amount == null
        ? "have no price"
        : String.format(Locale.ROOT, amount < 0.1 ? "cost $%.4f" : "cost $%,.2f", amount);
  }
}
