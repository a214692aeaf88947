package dev.otto.scheduler.audit;

import dev.otto.scheduler.actor.Surface;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A query for audit entries, newest first.
 *
 * @param before only such with a smaller id
 * @param group only the entries of this group; otherwise those of parts of a group are left out
 * @param text somewhere in the action, the target or the name of the actor; case does not count
 */
public record AuditQuery(
    int limit,
    OptionalLong before,
    OptionalLong group,
    Optional<Surface> surface,
    Optional<String> text) {
  public AuditQuery {
    text = text.map(String::strip);
  }
}
