package dev.otto.controlplane.audit;

import dev.otto.controlplane.page.Links;
import dev.otto.wire.AuditItem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some entries of the audit.
 *
 * @param older where the next older ones are; null where there are none
 */
public record AuditView(List<Row> rows, Query query, @Nullable String older) {

  /** What was asked for. */
  public record Query(String surface, String search, @Nullable String before) {
    /** Whether anything was left out on purpose. */
    public boolean filters() {
      return !surface.isEmpty() || !search.isEmpty();
    }
  }

  /** The ways by which a change may come in: key and name. */
  public static final List<Map.Entry<String, String>> SURFACES =
      List.of(
          Map.entry("web", "Web"),
          Map.entry("cli", "Command line"),
          Map.entry("rest", "REST"),
          Map.entry("jmx", "JMX"),
          Map.entry("file", "File"),
          Map.entry("scheduler", "Scheduler"));

  /** One entry. */
  public record Row(AuditItem entry, List<Difference> differences) {
    static Row of(AuditItem entry) {
      return new Row(entry, Difference.between(entry.before(), entry.after()));
    }

    /** What was done, in words. */
    public String action() {
      return entry.action().replace('.', ' ').replace('_', ' ');
    }

    public String surface() {
      return SURFACES.stream()
          .filter(one -> one.getKey().equals(entry.surface()))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse(entry.surface());
    }

    /** Where the target is shown; null where it is no page. */
    public @Nullable String link() {
      String target = entry.target();
      if (target == null || !entry.action().startsWith("job.")) {
        return null;
      }
      return Links.job(target);
    }

    /** For styles. */
    public String badge() {
      return switch (entry.outcome()) {
        case "done" -> "ok";
        case "pending" -> "warn";
        default -> "bad";
      };
    }
  }
}
