package dev.otto.controlplane.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last changes of one job, newest first. */
public record JobAudit(String taskId, List<Entry> entries) {

  /** One of them. */
  public record Entry(
      String id,
      String action,
      String lane,
      @Nullable String actor,
      @Nullable String metadataJson,
      long createdAt) {}
}
