package dev.otto.scheduler.audit;

import dev.otto.wire.AuditItem;

/** The audit in the words of the contract. */
public final class AuditJson {
  private AuditJson() {}

  /** One change. */
  public static AuditItem item(AuditEntry entry) {
    var change = entry.change();
    return new AuditItem(
        entry.id(),
        entry.at().toEpochMilli(),
        change.actor().name(),
        change.actor().surface().key(),
        change.action(),
        change.target(),
        change.before(),
        change.after(),
        entry.outcome().key(),
        entry.node().orElse(null));
  }
}
