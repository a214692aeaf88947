package dev.otto.controlplane.overview;

import dev.otto.controlplane.api.Note;
import dev.otto.controlplane.api.Run;
import dev.otto.controlplane.api.SystemStatus;
import java.util.List;

/** The start page. */
public record Overview(
    SystemStatus status,
    List<Attention> attention,
    Figures figures,
    OutcomeChart chart,
    List<ModelRow> models,
    List<Run> fallbacks,
    List<Note> notes) {

  /** The badge of a service: its colour, and its word. */
  public static String badge(SystemStatus.Service service) {
    return switch (service.status()) {
      case "ok" -> "ok";
      case "degraded" -> "bad";
      default -> "";
    };
  }

  /** The word for people. */
  public static String word(SystemStatus.Service service) {
    return switch (service.status()) {
      case "ok" -> "OK";
      case "degraded" -> "Degraded";
      case "disabled" -> "Off";
      default -> service.status();
    };
  }
}
