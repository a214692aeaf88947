package dev.otto.scheduler.models;

import dev.otto.models.ModelCatalog;
import dev.otto.models.RefreshResult;
import dev.otto.scheduler.audit.Actor;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditEntry.Outcome;
import dev.otto.scheduler.audit.AuditLog;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one way to refresh the catalog once it is there, so that each refresh is in the audit. */
public final class CatalogRefreshes {
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

  /** As a part of Otto that sees a reason to. */
  public Supplier<RefreshResult> bySystem(String part) {
    return () -> by(Actor.scheduler(part));
  }

  /**
   * In a way of its own.
   *
   * @param how told by the audit as the target
   */
  RefreshResult by(Actor actor, @Nullable String how, Supplier<RefreshResult> refresh) {
    var entry = audit.begin(Change.of(actor, "catalog.refresh", how));
    Outcome outcome = Outcome.FAILED;
    try {
      RefreshResult result = refresh.get();
      outcome = result instanceof RefreshResult.Refreshed ? Outcome.DONE : Outcome.FAILED;
      return result;
    } finally {
      audit.settle(entry, outcome);
    }
  }
}
