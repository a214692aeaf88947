package dev.otto.scheduler.bill;

import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.Bill.ModelUsage;
import dev.otto.models.prompt.Tokens;
import dev.otto.wire.ServedModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts bills to the records of the contract. */
public final class BillJson {
  private BillJson() {}

  /** Returns the tokens sent to the models; null if none is known to have been asked. */
  public static @Nullable Long inputTokens(Bill bill) {
    return bill.models().isEmpty() ? null : bill.tokens().in();
  }

  /** Returns the tokens that the models wrote; null if none is known to have been asked. */
  public static @Nullable Long outputTokens(Bill bill) {
    return bill.models().isEmpty() ? null : bill.tokens().out();
  }

  /** Returns the cost; null if no model that was asked has a price. */
  public static @Nullable Double costUsd(Bill bill) {
    return bill.costUsd().orElse(null);
  }

  /** Returns the bill by model. */
  public static List<ServedModel> servedModels(Bill bill) {
    return bill.models().stream().map(BillJson::item).toList();
  }

  private static ServedModel item(ModelUsage usage) {
    Tokens tokens = usage.tokens();
    return new ServedModel(
        usage.model().toString(),
        tokens.input(),
        tokens.output(),
        tokens.reasoning(),
        tokens.cacheRead(),
        tokens.cacheWrite(),
        usage.costUsd(),
        usage.steps());
  }
}
