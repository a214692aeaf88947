package dev.otto.controlplane.jobs;

import dev.otto.controlplane.page.Fields;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The form that makes or changes a job.
 *
 * @param job what it changes; null where it makes a new one
 * @param inherited what inheriting comes to now
 */
public record JobFormView(
    @Nullable Editing job,
    Fields fields,
    Choice inherited,
    SchedulePreview preview,
    boolean offersAnyModel) {

  /**
   * The job that is changed.
   *
   * @param base its definition when the form was opened, as the form carries it
   * @param meanwhile what somebody else has changed since
   */
  public record Editing(String id, String base, List<Definition.Difference> meanwhile) {}

  public String title() {
    return job == null ? "New job" : "Edit " + job.id();
  }

  public String action() {
    return job == null ? JobLinks.NEW : JobLinks.job(job.id(), "edit");
  }

  /** Where the form leads without being sent. */
  public String back() {
    return job == null ? JobLinks.LIST : JobLinks.job(job.id());
  }

  public Optional<Editing> editing() {
    return Optional.ofNullable(job);
  }

  /** For the list that the browser offers. */
  public static List<String> zones() {
    return ZONES;
  }

  private static final List<String> ZONES =
      ZoneId.getAvailableZoneIds().stream()
          .filter(zone -> zone.contains("/") && !zone.startsWith("Etc/"))
          .filter(zone -> !zone.startsWith("SystemV/"))
          .sorted()
          .toList();

  /** Whether this kind of schedule is chosen. */
  public boolean isKind(String kind) {
    return fields.value("schedule").equals(kind);
  }

  /** Whether there is something in the part of the form that is folded at first. */
  public boolean unfolds() {
    return List.of("agent", "timeoutSeconds", "permissions", "profileId", "payload").stream()
            .anyMatch(name -> !fields.value(name).isEmpty() || fields.error(name) != null)
        || fields.error("type") != null
        || !(fields.value("type").isEmpty() || fields.value("type").equals("prompt"));
  }
}
