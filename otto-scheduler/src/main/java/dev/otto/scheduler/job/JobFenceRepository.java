package dev.otto.scheduler.job;

import dev.otto.models.Flow;
import dev.otto.models.ModelChoice;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.models.FlowDefaultsService.JobFences;
import dev.otto.scheduler.models.StoredChoice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the fences of the jobs that are not over. */
public record JobFenceRepository(Database database) implements JobFences {
  private static final String FENCED =
      "SELECT id, type, "
          + StoredChoice.COLUMNS
          + " FROM jobs WHERE only_providers IS NOT NULL AND terminal_state IS NULL ORDER BY id";

  private record Fenced(String id, Optional<Flow> flow, List<String> providers) {
    static Fenced of(Row row) {
      return new Fenced(
          row.text("id"),
          SystemJob.flowOf(row.text("type")),
          StoredChoice.restrictions(row).map(ModelChoice::onlyProviders).orElse(List.of()));
    }
  }

  @Override
  public Map<String, List<String>> of(Flow flow) {
    var fences = new LinkedHashMap<String, List<String>>();
    for (Fenced job : database.read(tx -> tx.query(FENCED, Fenced::of))) {
      if (job.flow().equals(Optional.of(flow)) && !job.providers().isEmpty()) {
        fences.put(job.id(), job.providers());
      }
    }
    return fences;
  }
}
