package dev.otto.scheduler.node;

import dev.otto.models.prompt.BackendHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The state of a node as it says itself.
 *
 * @param models the references of its catalog, in order
 * @param refreshedAt when the catalog was fetched
 * @param clockOffset how far its clock is ahead of the database's at least; negative if behind
 * @param at when it said so, by its clock
 */
public record NodeReport(
    String version,
    Instant startedAt,
    BackendHealth openCode,
    List<String> models,
    Instant refreshedAt,
    Duration clockOffset,
    Instant at) {
  public NodeReport {
    models = List.copyOf(models);
  }
}
