package dev.otto.controlplane.api;

import java.util.List;

/** How Otto is, part by part. */
public record SystemStatus(
    String status, long checkedAt, ThisProcess runtime, List<Service> services) {

  /** The process. */
  public record ThisProcess(String version, long pid, long startedAt, long uptimeSec) {}

  /**
   * One part.
   *
   * @param status {@code ok}, {@code degraded} or {@code disabled}
   */
  public record Service(String id, String label, String status, String message) {}
}
