package dev.otto.controlplane.overview;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.RunFilter;
import dev.otto.controlplane.page.Spent;
import dev.otto.wire.Stats;
import org.jspecify.annotations.Nullable;

/**
 * The totals at the top of the page.
 *
 * @param since the beginning of the time that they are about
 */
public record Figures(
    long since,
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
        stats.since(),
        stats.hours().stream().mapToLong(Stats.HourStats::all).sum(),
        stats.hours().stream().mapToLong(hour -> hour.failed() + hour.lost()).sum(),
        stats.hours().stream().mapToLong(Stats.HourStats::running).sum(),
        stats.models().stream().mapToLong(Stats.ModelStats::fallbacks).sum(),
        Spent.of(stats.models()),
        stats.models().stream().mapToLong(Stats.ModelStats::assistantMessages).sum(),
        catalog.size(),
        catalog.updatedAt());
  }

  /** Returns the runs that are counted. */
  public RunFilter all() {
    return RunFilter.ALL.from(since);
  }

  /** Returns the number of those that are still running, in words. */
  public String now() {
    return running == 0 ? "none running" : Numbers.count(running) + " running";
  }

  /** Returns what happened besides runs. */
  public String besides() {
    return assistantMessages == 0
        ? ""
        : ", and " + Numbers.count(assistantMessages) + " to the assistant";
  }
}
