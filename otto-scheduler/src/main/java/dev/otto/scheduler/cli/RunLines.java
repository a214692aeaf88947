package dev.otto.scheduler.cli;

import dev.otto.models.ModelRef;
import dev.otto.scheduler.run.Outcome;
import dev.otto.scheduler.run.Receipt;
import dev.otto.scheduler.run.Run;
import dev.otto.scheduler.run.RunListener;
import dev.otto.wire.ModelSource;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Prints a line when a run begins, and its receipt when it ends: the model, the reason for it, and
 * the cost.
 */
final class RunLines implements RunListener {
  private final PrintStream out;
  private final DateTimeFormatter time;

  RunLines(PrintStream out, ZoneId zone) {
    this.out = out;
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
  }

  @Override
  public void started(Run run) {
    out.printf("%s  %s runs%n", time.format(run.timing().startedAt()), run.jobId());
  }

  @Override
  public void finished(Run run) {
    Instant end = Objects.requireNonNullElse(run.timing().finishedAt(), run.timing().startedAt());
    long millis = Duration.between(run.timing().startedAt(), end).toMillis();
    out.printf(
        "%s  %s %s in %d ms%n%s%n",
        time.format(end), run.jobId(), outcome(run.outcome()), millis, receipt(run.receipt()));
  }

  private static String outcome(Outcome outcome) {
    return outcome.errorCode() == null
        ? outcome.state()
        : outcome.state() + " (" + outcome.errorCode() + ": " + outcome.errorMessage() + ")";
  }

  private static String receipt(Receipt receipt) {
    var choice = receipt.choice();
    var tokens = receipt.bill().tokens();
    return "          requested %s → resolved %s → served %s%n          %s; %s + %s tokens"
        .formatted(
            model(choice.requested(), "nothing"),
            model(choice.resolved(), "none"),
            model(receipt.served(), "by none"),
            why(choice),
            tokens.in(),
            tokens.out());
  }

  private static String model(@Nullable ModelRef ref, String none) {
    return ref == null ? none : ref.toString();
  }

  private static String why(Receipt.Choice choice) {
    if (choice.fallbackReason() != null) {
      return choice.fallbackReason();
    }
    return choice.source() == null ? "nothing was asked for" : ModelSource.label(choice.source());
  }
}
