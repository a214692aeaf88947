package dev.otto.controlplane.jobs;

import dev.otto.web.Json;
import dev.otto.wire.JobItem;
import java.util.List;
import java.util.Optional;

/**
 * A field of a job that is text and nothing more: shown, typed and stored as it is. The pages go
 * through {@link #ALL}, so another such field is a line here.
 *
 * @param key its name in the API
 * @param hint what may be typed
 */
public record TextField(String key, String label, String hint) {
  public static final List<TextField> ALL =
      List.of(
          new TextField(
              "profileId",
              "Profile",
              "A file in task-config/profiles: a system prompt, and values for fields left empty"
                  + " here."),
          new TextField(
              "runsOn",
              "Runs on nodes with the label",
              "One of node.labels in an Otto's config.jsonc: only such nodes run the job. Empty:"
                  + " any node."));

  /** Returns its value in a job; empty if it has none. */
  public Optional<String> of(JobItem job) {
    return Optional.ofNullable(Json.tree(job).path(key).textValue());
  }
}
