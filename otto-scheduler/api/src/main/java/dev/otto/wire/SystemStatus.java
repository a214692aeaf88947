package dev.otto.wire;

import java.util.List;

/**
 * The state of Otto, part by part.
 *
 * @param status {@code ok} or {@code degraded}
 */
public record SystemStatus(
    String status, long checkedAt, ProcessInfo runtime, List<ServiceStatus> services) {

  /**
   * The process.
   *
   * @param node its id among the nodes
   * @param clustered whether it shares its database with other nodes, or may
   */
  public record ProcessInfo(
      String version, String node, boolean clustered, long pid, long startedAt, long uptimeSec) {}

  /**
   * The state of one part.
   *
   * @param status {@code ok}, {@code degraded} or {@code disabled}
   * @param warnings what is wrong, one by one, where that has codes
   */
  public record ServiceStatus(
      String id, String label, String status, String message, List<StatusWarning> warnings) {}

  /**
   * Something that is wrong with a part.
   *
   * @param code its kind, such as {@code job_overdue}
   * @param message for people
   */
  public record StatusWarning(String code, String message) {}
}
