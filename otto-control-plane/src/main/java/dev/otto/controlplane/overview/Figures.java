package dev.otto.controlplane.overview;

import dev.otto.controlplane.api.Catalog;
import dev.otto.wire.Stats;
import org.jspecify.annotations.Nullable;

/** The totals at the top of the page. */
public record Figures(
    long runs,
    long bad,
    long running,
    long fallbacks,
    long inputTokens,
    long outputTokens,
    double costUsd,
    int models,
    @Nullable Long refreshedAt) {

  static Figures of(Stats stats, Catalog catalog) {
    return new Figures(
        stats.hours().stream().mapToLong(Stats.HourStats::all).sum(),
        stats.hours().stream().mapToLong(hour -> hour.failed() + hour.lost()).sum(),
        stats.hours().stream().mapToLong(Stats.HourStats::running).sum(),
        stats.models().stream().mapToLong(Stats.ModelStats::fallbacks).sum(),
        stats.models().stream().mapToLong(Stats.ModelStats::inputTokens).sum(),
        stats.models().stream().mapToLong(Stats.ModelStats::outputTokens).sum(),
        stats.models().stream().mapToDouble(Stats.ModelStats::costUsd).sum(),
        catalog.size(),
        catalog.updatedAt());
  }
}
