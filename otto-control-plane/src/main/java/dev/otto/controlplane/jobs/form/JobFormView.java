package dev.otto.controlplane.jobs.form;

import dev.otto.controlplane.jobs.Choice;
import dev.otto.controlplane.jobs.ChoiceFields;
import dev.otto.controlplane.jobs.ChoiceOffers;
import dev.otto.controlplane.jobs.RetryFields;
import dev.otto.controlplane.jobs.TextField;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.Links;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The page of the form that creates or changes a job.
 *
 * @param job the job to change; null for a new one
 * @param inherited the model that is inherited now
 * @param offers what can be chosen beside the model
 */
public record JobFormView(
    @Nullable Editing job,
    Fields fields,
    Choice inherited,
    ChoiceOffers offers,
    SchedulePreview preview,
    boolean offersAnyModel) {
  /** The fields of the folded part of the form. */
  private static final List<String> FOLDED =
      List.of(
          "agent",
          "timeoutSeconds",
          "firstTokenSeconds",
          "stallSeconds",
          "permissions",
          "maxSteps",
          "maxTokens",
          "maxCostUsd",
          "payload");

  /**
   * The job to change.
   *
   * @param base its definition when the form was opened, as the form carries it
   * @param meanwhile what somebody else has changed since
   */
  public record Editing(String id, String base, List<Definition.FieldDifference> meanwhile) {}

  public String title() {
    return job == null ? "New job" : "Edit " + job.id();
  }

  public String action() {
    return job == null ? Links.NEW_JOB : Links.job(job.id(), "edit");
  }

  /** Returns the address to leave the form for without sending it. */
  public String back() {
    return job == null ? Links.JOBS : Links.job(job.id());
  }

  public Optional<Editing> editing() {
    return Optional.ofNullable(job);
  }

  /** Returns the time zones that the browser suggests. */
  public static List<String> zones() {
    return ZONES;
  }

  private static final List<String> ZONES =
      ZoneId.getAvailableZoneIds().stream()
          .filter(zone -> zone.contains("/") && !zone.startsWith("Etc/"))
          .filter(zone -> !zone.startsWith("SystemV/"))
          .sorted()
          .toList();

  /** Reports whether this kind of schedule is chosen. */
  public boolean isKind(String kind) {
    return fields.value("schedule").equals(kind);
  }

  /** Reports whether more than a model is asked for, or wrongly so. */
  public boolean asksMore() {
    return ChoiceFields.LABELS.keySet().stream()
        .anyMatch(name -> !fields.value(name).isEmpty() || fields.error(name) != null);
  }

  /** Reports whether the folded part of the form has a value or an error. */
  public boolean unfolds() {
    return Stream.of(
                FOLDED.stream(),
                RetryFields.NAMES.stream(),
                TextField.ALL.stream().map(TextField::key))
            .flatMap(names -> names)
            .anyMatch(name -> !fields.value(name).isEmpty() || fields.error(name) != null)
        || fields.error("type") != null
        || !(fields.value("type").isEmpty() || fields.value("type").equals("prompt"));
  }
}
