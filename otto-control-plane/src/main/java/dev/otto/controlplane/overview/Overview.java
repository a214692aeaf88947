package dev.otto.controlplane.overview;

import dev.otto.wire.NotificationPage.NotificationItem;
import dev.otto.wire.RunItem;
import dev.otto.wire.Stats.FailingJob;
import dev.otto.wire.SystemStatus;
import java.util.List;

/**
 * The start page.
 *
 * @param nodes empty where there is one Otto, on its own
 * @param acknowledged the jobs that fail and of which an operator knows it
 */
public record Overview(
    SystemStatus status,
    List<NodeRow> nodes,
    List<Attention> attention,
    List<FailingJob> acknowledged,
    Figures figures,
    OutcomeChart chart,
    List<ModelRow> models,
    List<RunItem> fallbacks,
    List<BudgetRow> budgets,
    List<NotificationItem> notes) {

  /** Returns the badge of a service: its colour, and its word. */
  public static String badge(SystemStatus.ServiceStatus service) {
    return switch (service.status()) {
      case "ok" -> "ok";
      case "degraded" -> "bad";
      default -> "";
    };
  }

  /** Returns the word for people. */
  public static String word(SystemStatus.ServiceStatus service) {
    return switch (service.status()) {
      case "ok" -> "OK";
      case "degraded" -> "Degraded";
      case "disabled" -> "Off";
      default -> service.status();
    };
  }
}
