package dev.otto.controlplane.overview;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.page.Numbers;
import dev.otto.controlplane.page.RunCount;
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

  /** Returns all runs of that time. */
  public RunCount all() {
    return RunCount.of(runs, counted());
  }

  /** Returns the runs of that time that failed or were lost. */
  public RunCount allBad() {
    return RunCount.of(bad, counted().in("failed", "lost"));
  }

  /** Returns the runs of that time that are in flight. */
  public RunCount inFlight() {
    RunFilter those = counted().in("running");
    return running == 0
        ? new RunCount(0, "none running", those)
        : RunCount.of(running, "running", those);
  }

  /** Returns the runs of that time that fell back to another model. */
  public RunCount fellBack() {
    RunFilter those = counted().fellBack();
    return fallbacks == 0
        ? new RunCount(0, "no fallback", those)
        : RunCount.of(fallbacks, fallbacks == 1 ? "fallback" : "fallbacks", those);
  }

  /** Returns the runs of that time, for which tokens and cost were spent. */
  public RunFilter counted() {
    return RunFilter.ALL.from(since);
  }

  /** Returns what happened besides runs. */
  public String besides() {
    return assistantMessages == 0
        ? ""
        : ", and " + Numbers.count(assistantMessages) + " to the assistant";
  }
}
