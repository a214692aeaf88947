package dev.otto.controlplane.audit;

import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Surface;
import dev.otto.wire.AuditItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of audit entries.
 *
 * @param older the address of the next older entries; null if there are none
 */
public record AuditView(List<AuditRow> rows, Query query, @Nullable String older) {

  /** The filters of the page. */
  public record Query(String surface, String search, @Nullable String before) {
    /** Reports whether any filter is set. */
    public boolean filters() {
      return !surface.isEmpty() || !search.isEmpty();
    }
  }

  /** One entry. */
  public record AuditRow(AuditItem entry, List<Difference> differences) {
    static AuditRow of(AuditItem entry) {
      return new AuditRow(entry, Difference.between(entry.before(), entry.after()));
    }

    /** Returns the action in words. */
    public String action() {
      return entry.action().replace('.', ' ').replace('_', ' ');
    }

    public String surface() {
      return Surface.label(entry.surface());
    }

    /** Returns the address of the target's page; null if it has none. */
    public @Nullable String link() {
      String target = entry.target();
      if (target == null || !entry.action().startsWith("job.")) {
        return null;
      }
      return Links.job(target);
    }

    /** Returns the style of the outcome's badge. */
    public String badge() {
      return switch (entry.outcome()) {
        case "done" -> "ok";
        case "pending" -> "warn";
        default -> "bad";
      };
    }
  }
}
