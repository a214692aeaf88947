package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last changes of one job, newest first. */
public record JobAudit(String taskId, List<JobAuditItem> entries) {

  /**
   * One change.
   *
   * @param metadataJson an object in JSON with at least {@code command} and {@code source}
   */
  public record JobAuditItem(
      String id,
      String taskId,
      String action,
      String lane,
      @Nullable String actor,
      @Nullable String metadataJson,
      long createdAt) {}
}
