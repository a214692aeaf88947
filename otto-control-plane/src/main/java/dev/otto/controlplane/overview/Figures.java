package dev.otto.controlplane.overview;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.Spent;
import dev.otto.wire.Stats;
import org.jspecify.annotations.Nullable;

/** The totals at the top of the page. */
public record Figures(
    long runs,
    long bad,
    long running,
    long fallbacks,
    Spent spent,
    long assistantMessages,
    int models,
    @Nullable Long refreshedAt) {

  static Figures of(Stats stats, Catalog catalog) {
    return new Figures(
        stats.hours().stream().mapToLong(Stats.HourStats::all).sum(),
        stats.hours().stream().mapToLong(hour -> hour.failed() + hour.lost()).sum(),
        stats.hours().stream().mapToLong(Stats.HourStats::running).sum(),
        stats.models().stream().mapToLong(Stats.ModelStats::fallbacks).sum(),
        Spent.of(stats.models()),
        stats.models().stream().mapToLong(Stats.ModelStats::assistantMessages).sum(),
        catalog.size(),
        catalog.updatedAt());
  }

  /** Returns what happened besides runs, or is still running. */
  public String besides() {
    String now = running == 0 ? "none running" : Numbers.count(running) + " running";
    return assistantMessages == 0
        ? now
        : now + ", and " + Numbers.count(assistantMessages) + " to the assistant";
  }
}
