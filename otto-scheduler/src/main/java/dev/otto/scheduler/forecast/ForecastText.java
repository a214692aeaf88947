package dev.otto.scheduler.forecast;

import dev.otto.models.ModelRef;
import dev.otto.wire.CostForecast;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;

/**
 * Words a forecast, with how sure it is.
 *
 * @param times the number of runs, at most {@link CostForecasts#MOST_COUNTED}
 * @param model that they will use; empty if there is none
 */
record ForecastText(int times, Sample sample, Optional<ModelRef> model) {

  CostForecast forecast() {
    Optional<Quartiles> usd = sample.costUsd().map(this::inAMonth);
    return new CostForecast(
        times,
        usd.map(Quartiles::median).orElse(null),
        usd.map(Quartiles::low).orElse(null),
        usd.map(Quartiles::high).orElse(null),
        tokens().orElse(null),
        sample.basis(),
        sample.runs().size(),
        message());
  }

  private Optional<Long> tokens() {
    return sample.tokens().map(each -> Math.round(inAMonth(each).median()));
  }

  private Quartiles inAMonth(Quartiles each) {
    return each.times(times);
  }

  private String message() {
    if (times == 0) {
      return "No run is planned within a month.";
    }
    String runs = runs();
    if (sample.runs().isEmpty()) {
      return "%s within a month; what they cost is not known, because no job has a receipt yet."
          .formatted(runs);
    }
    return sample.costUsd().map(each -> priced(runs, each)).orElseGet(() -> unpriced(runs));
  }

  private String runs() {
    return switch (times) {
      case 1 -> "1 run";
      case CostForecasts.MOST_COUNTED -> String.format(Locale.ROOT, "%,d or more runs", times);
      default -> String.format(Locale.ROOT, "%,d runs", times);
    };
  }

  private String priced(String runs, Quartiles each) {
    return "About %s a month: %s at %s, %s%s."
        .formatted(
            dollars(inAMonth(each).median()),
            runs,
            dollars(each.median()),
            basis() + spread(each),
            left());
  }

  private String unpriced(String runs) {
    return String.format(
        Locale.ROOT,
        "%s and about %,d tokens within a month, by %s; what they cost is not known, because %s"
            + " has no price.",
        runs,
        tokens().orElse(0L),
        basis(),
        model.map(ModelRef::toString).orElse("their model"));
  }

  private String basis() {
    int number = sample.runs().size();
    String receipts = number == 1 ? "the only receipt" : "the median of " + number + " receipts";
    return receipts
        + (sample.ofTheJob() ? " of this job" : " of all jobs, since this one has none yet");
  }

  private String spread(Quartiles each) {
    return sample.runs().size() == 1
        ? ""
        : " (half of them between %s and %s)".formatted(dollars(each.low()), dollars(each.high()));
  }

  private String left() {
    long unpriced = sample.runs().stream().filter(PastRun::isPartlyUnpriced).count();
    return unpriced == 0
        ? ""
        : "; in %d of them a model without a price worked, which is not counted"
            .formatted(unpriced);
  }

  private static String dollars(double amount) {
    return "$"
        + (amount >= 1
            ? String.format(Locale.ROOT, "%,.2f", amount)
            : BigDecimal.valueOf(amount).round(new MathContext(2)).toPlainString());
  }
}
