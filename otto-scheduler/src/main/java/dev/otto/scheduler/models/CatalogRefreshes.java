package dev.otto.scheduler.models;

import dev.otto.models.ModelCatalog;
import dev.otto.models.RefreshResult;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.wire.CatalogChanges.CatalogChange;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The only way to refresh an existing catalog, so that refreshes are audited: all those requested
 * by a person, and of Otto's own those that change something. While OpenCode lists no models Otto
 * tries every minute; the audit shows when that begins, when the reason changes, and when it ends.
 */
public final class CatalogRefreshes {
  private static final String ACTION = "catalog.refresh";

  private final ModelCatalog catalog;
  private final AuditLog audit;

  public CatalogRefreshes(ModelCatalog catalog, AuditLog audit) {
    this.catalog = catalog;
    this.audit = audit;
  }

  /** Asks OpenCode for its models now. */
  public RefreshResult by(Actor actor) {
    return by(actor, null, catalog::refresh);
  }

  /** Records what changed since an earlier Otto last saw the models. */
  public void started(RefreshResult.Refreshed first) {
    if (first.changed()) {
      String after = CatalogDifference.of(first).text();
      audit.record(
          new Change(Actor.scheduler("start"), ACTION, null, null, after), AuditOutcome.DONE);
    }
  }

  /** Returns the latest changes of the catalog, newest first. */
  List<CatalogChange> changes(int limit) {
    return audit.newestOf(ACTION, limit).stream().map(CatalogDifference::change).toList();
  }

  /**
   * Reports whether nobody has refreshed the catalog in time. One whose last refresh failed is
   * tried again anyway, as soon as OpenCode answers.
   */
  public boolean isOverdue() {
    return catalog.snapshot().lastError().isEmpty() && catalog.stale();
  }

  /** Returns a refresh on behalf of a part of Otto. */
  public Supplier<RefreshResult> bySystem(String part) {
    return () -> by(Actor.scheduler(part));
  }

  /**
   * Runs a special kind of refresh.
   *
   * @param how the target in the audit
   */
  RefreshResult by(Actor actor, @Nullable String how, Supplier<RefreshResult> refresh) {
    Optional<String> known = catalog.snapshot().lastError();
    var entry = audit.begin(Change.of(actor, ACTION, how));
    try {
      RefreshResult result = refresh.get();
      switch (result) {
        case RefreshResult.Refreshed refreshed when refreshed.changed() ->
            audit.done(entry, CatalogDifference.of(refreshed).text());
        case RefreshResult.Refreshed _ -> audit.settle(entry, AuditOutcome.DONE);
        case RefreshResult.Kept(_, _, String error)
            when actor.surface() == Surface.SCHEDULER && known.equals(Optional.of(error)) ->
            audit.withdraw(entry);
        case RefreshResult.Kept(_, _, String error) -> audit.fail(entry, error);
      }
      return result;
    } catch (RuntimeException | Error e) {
      audit.settle(entry, AuditOutcome.FAILED);
      throw e;
    }
  }
}
