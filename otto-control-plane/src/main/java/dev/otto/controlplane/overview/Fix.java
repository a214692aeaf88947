package dev.otto.controlplane.overview;

import dev.otto.wire.SystemStatus.ServiceStatus;
import java.util.Optional;

/** Advice for a service that is not well. */
public final class Fix {
  private Fix() {}

  /** Returns a sentence; empty if there is nothing to do, or if the service says it itself. */
  public static Optional<String> of(ServiceStatus service) {
    return Optional.of(service)
        .filter(one -> !one.status().equals("ok"))
        .map(
            one ->
                switch (one.id()) {
                  case "opencode" -> "Start it, or correct opencode.url in config.jsonc.";
                  case "config" ->
                      "Correct the file and save it; until then the last good values stay in"
                          + " force.";
                  case "scheduler" ->
                      one.status().equals("disabled")
                          ? "Set scheduler.enabled to true and restart Otto."
                          : "";
                  default -> "";
                })
        .filter(fix -> !fix.isEmpty());
  }
}
