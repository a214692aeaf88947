package dev.otto.scheduler.models;

import dev.otto.models.Budgets;
import dev.otto.models.FailureCode;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelBackend.UnavailableException;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelRef;
import dev.otto.models.RefreshResult;
import dev.otto.scheduler.actor.Actor;
import dev.otto.wire.CatalogChanges.CatalogChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Refreshes the catalog on request, and finds who names the models that are gone. */
public final class CatalogService {
  private final ModelCatalog catalog;
  private final Supplier<FlowDefaults> defaults;
  private final Supplier<Budgets> budgets;
  private final ModelUsageRepository usage;
  private final CatalogRefreshes refreshes;
  private final Reload reload;

  /** Makes OpenCode reload its configuration, which aborts the prompts in flight. */
  public interface Reload {
    /** Returns the number of prompts that would be aborted. */
    int promptsInFlight();

    /**
     * Reloads now.
     *
     * @throws UnavailableException if OpenCode does not answer
     */
    void run() throws UnavailableException;
  }

  public CatalogService(
      ModelCatalog catalog,
      Supplier<FlowDefaults> defaults,
      Supplier<Budgets> budgets,
      ModelUsageRepository usage,
      CatalogRefreshes refreshes,
      Reload reload) {
    this.catalog = catalog;
    this.defaults = defaults;
    this.budgets = budgets;
    this.usage = usage;
    this.refreshes = refreshes;
    this.reload = reload;
  }

  /** A job, flow or budget that names a removed model. */
  public record Affected(String kind, String id, ModelRef modelRef) {}

  /** The result of a refresh. */
  public sealed interface RefreshOutcome {
    record CatalogRefreshed(RefreshResult.Refreshed result, List<Affected> affected)
        implements RefreshOutcome {}

    /** The refresh failed; the previous list stays in force. */
    record Unavailable(FailureCode code, String message) implements RefreshOutcome {}

    /** Reloading would abort prompts. */
    record Busy(int promptsInFlight) implements RefreshOutcome {}
  }

  /**
   * Asks OpenCode for its models now.
   *
   * @param reloadFirst make OpenCode reload its configuration first
   * @param force reload even while prompts are in flight
   */
  public RefreshOutcome refresh(Actor actor, boolean reloadFirst, boolean force) {
    if (reloadFirst && !force && reload.promptsInFlight() > 0) {
      return new RefreshOutcome.Busy(reload.promptsInFlight());
    }
    var refreshed =
        reloadFirst ? refreshes.by(actor, "reload", this::reloadAndRefresh) : refreshes.by(actor);
    return switch (refreshed) {
      case RefreshResult.Refreshed result ->
          new RefreshOutcome.CatalogRefreshed(result, affectedBy(new HashSet<>(result.removed())));
      case RefreshResult.Kept(_, var code, var error) ->
          new RefreshOutcome.Unavailable(code, error);
    };
  }

  /** Returns the latest changes of the catalog, newest first. */
  List<CatalogChange> changes(int limit) {
    return refreshes.changes(limit);
  }

  private RefreshResult reloadAndRefresh() {
    try {
      reload.run();
    } catch (UnavailableException e) {
      return new RefreshResult.Kept(catalog.snapshot(), e.code(), String.valueOf(e.getMessage()));
    }
    return catalog.refresh();
  }

  /** Returns all that names models. */
  ModelHolders holders() {
    return ModelHolders.of(defaults.get(), budgets.get(), usage.jobs());
  }

  private List<Affected> affectedBy(Set<ModelRef> removed) {
    var affected = new ArrayList<Affected>();
    for (ModelHolders.Holder holder : holders().all()) {
      holder.choice().named().stream()
          .filter(removed::contains)
          .forEach(ref -> affected.add(new Affected(holder.kind().key(), holder.id(), ref)));
    }
    return affected;
  }
}
