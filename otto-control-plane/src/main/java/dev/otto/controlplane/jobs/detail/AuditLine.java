package dev.otto.controlplane.jobs.detail;

import dev.otto.web.Json;
import dev.otto.wire.JobAudit;
import java.util.Objects;

/** An audit entry of a job, for people. */
public record AuditLine(String what, String who, String reason) {

  public static AuditLine of(JobAudit.JobAuditItem entry) {
    var metadata = Json.object(Objects.requireNonNullElse(entry.metadataJson(), "{}"));
    String command = metadata.map(keys -> keys.path("command").asText("")).orElse("");
    String source = metadata.map(keys -> keys.path("source").asText("")).orElse("");
    String reason = metadata.map(keys -> keys.path("reason").asText("")).orElse("");
    String actor = Objects.requireNonNullElse(entry.actor(), "somebody");
    String who = source.isEmpty() ? actor : actor + " (" + source + ")";
    return new AuditLine(what(entry.action(), command), who, reason);
  }

  private static String what(String action, String command) {
    return switch (command) {
      case "create_task" -> "Created";
      case "update_task" -> "Changed";
      case "delete_task" -> "Cancelled";
      case "run_now" -> "Run now";
      case "acknowledge_task" -> "Failure acknowledged";
      case "unacknowledge_task" -> "Acknowledgement taken back";
      default -> action;
    };
  }
}
