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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Refreshes the catalog on request, and those of other nodes; finds who names the models that are
 * gone.
 */
public final class CatalogService {
  private final ModelCatalog catalog;
  private final Supplier<FlowDefaults> defaults;
  private final Supplier<Budgets> budgets;
  private final ModelUsageRepository usage;
  private final CatalogRefreshes refreshes;
  private final Reload reload;
  private final NodeCatalogs nodes;

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
      Reload reload,
      NodeCatalogs nodes) {
    this.catalog = catalog;
    this.defaults = defaults;
    this.budgets = budgets;
    this.usage = usage;
    this.refreshes = refreshes;
    this.reload = reload;
    this.nodes = nodes;
  }

  /**
   * The wish for a refresh.
   *
   * @param reload make OpenCode reload its configuration first
   * @param force reload even while prompts are in flight
   */
  public record RefreshRequest(Actor actor, boolean reload, boolean force) {
    /** Returns the wish to have what OpenCode lists, without a reload. */
    public static RefreshRequest by(Actor actor) {
      return new RefreshRequest(actor, false, false);
    }
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
    record Busy(int promptsInFlight) implements RefreshOutcome {
      public String message() {
        return promptsInFlight
            + " prompts are in flight and a reload aborts them; wait, or send \"force\":true";
      }
    }
  }

  /**
   * The result of a refresh of several nodes.
   *
   * @param own that of this process; empty if it was not asked
   * @param nodes those of all that were asked, by their ids; empty where there can be one only
   */
  public record NodesRefreshed(Optional<RefreshOutcome> own, List<NodeRefresh> nodes) {}

  /** Asks the OpenCode of this process for its models now. */
  public RefreshOutcome refresh(RefreshRequest request) {
    Actor actor = request.actor();
    if (request.reload() && !request.force() && reload.promptsInFlight() > 0) {
      return new RefreshOutcome.Busy(reload.promptsInFlight());
    }
    var refreshed =
        request.reload()
            ? refreshes.by(actor, "reload", this::reloadAndRefresh)
            : refreshes.by(actor);
    return switch (refreshed) {
      case RefreshResult.Refreshed result ->
          new RefreshOutcome.CatalogRefreshed(result, affectedBy(new HashSet<>(result.removed())));
      case RefreshResult.Kept(_, var code, var error) ->
          new RefreshOutcome.Unavailable(code, error);
    };
  }

  /**
   * Has nodes ask their OpenCodes, all at the same time.
   *
   * @param only the id of a node; empty for all of them
   * @return empty if there is no such node
   */
  public Optional<NodesRefreshed> refresh(RefreshRequest request, Optional<String> only) {
    return nodes
        .askOthers(request, only)
        .map(
            others -> {
              Optional<RefreshOutcome> own =
                  only.orElse(nodes.own()).equals(nodes.own())
                      ? Optional.of(refresh(request))
                      : Optional.empty();
              return new NodesRefreshed(own, nodes.shared() ? all(own, others.get()) : List.of());
            });
  }

  private List<NodeRefresh> all(Optional<RefreshOutcome> own, List<NodeRefresh> others) {
    return Stream.concat(own.map(this::ofOwn).stream(), others.stream())
        .sorted(Comparator.comparing(NodeRefresh::node))
        .toList();
  }

  private NodeRefresh ofOwn(RefreshOutcome outcome) {
    return NodeRefresh.of(nodes.own(), outcome, catalog.snapshot().size());
  }

  /** Refreshes the catalog of this process because another node asks for it. */
  public NodeRefresh refreshForAnother(RefreshRequest request) {
    return ofOwn(refresh(request));
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
