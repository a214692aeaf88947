package dev.otto.scheduler.run;

import dev.otto.models.RefreshResult;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Refreshes the catalog at a fixed interval. It never prompts, so it has no flow. */
public final class CatalogRefresh implements SystemWork {
  /** The id of its job. */
  public static final String JOB = "system-model-catalog-refresh";

  private final Supplier<RefreshResult> refresh;
  private final Duration interval;

  public CatalogRefresh(Supplier<RefreshResult> refresh, Duration interval) {
    this.refresh = refresh;
    this.interval = interval;
  }

  @Override
  public String type() {
    return "model_catalog_refresh";
  }

  @Override
  public Duration cadence() {
    return interval;
  }

  @Override
  public Assignment begin(String runId, Instant now) {
    return switch (refresh.get()) {
      case RefreshResult.Refreshed(var snapshot, var added, var removals) ->
          new Assignment.NothingToAsk(
              "%d models, %d added, %d removed"
                  .formatted(snapshot.size(), added.size(), removals.size()));
      case RefreshResult.Kept(var snapshot, _, var error) ->
          new Assignment.CannotRun(
              "opencode_unavailable",
              error + "; the " + snapshot.size() + " models of the last refresh stay in force");
    };
  }
}
