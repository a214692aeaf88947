package dev.otto.controlplane.jobs.form;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.controlplane.jobs.ChoiceFields;
import dev.otto.controlplane.jobs.PayloadFields;
import dev.otto.controlplane.jobs.RetryFields;
import dev.otto.controlplane.jobs.TextField;
import dev.otto.controlplane.page.Fields;
import dev.otto.controlplane.page.LocalTimes;
import dev.otto.controlplane.page.Numbers;
import dev.otto.web.Form;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The form of a job: its fields, and the request body built from them. Unreadable values become
 * errors of their fields; Otto checks everything else.
 */
final class JobForm {
  private static final List<String> OWN_NAMES =
      List.of(
          "id",
          "prompt",
          "schedule",
          "cron",
          "cadenceMinutes",
          "runAt",
          "timeZone",
          "modelRef",
          "allowUnavailable",
          "agent",
          "timeoutSeconds",
          "firstTokenSeconds",
          "stallSeconds",
          "permissions",
          "maxSteps",
          "maxTokens",
          "maxCostUsd",
          "type",
          "payload");

  /** The names of all fields. */
  static final List<String> NAMES =
      Stream.of(
              OWN_NAMES.stream(),
              ChoiceFields.LABELS.keySet().stream(),
              RetryFields.NAMES.stream(),
              TextField.ALL.stream().map(TextField::key))
          .flatMap(names -> names)
          .toList();

  /** The default type, the same as {@code ottoctl}'s. */
  private static final String USUAL_TYPE = "prompt";

  private final Fields fields;

  private JobForm(Fields fields) {
    this.fields = fields;
  }

  static JobForm typed(Form form) {
    return new JobForm(ChoiceFields.inTheirPlaces(form, Fields.typed(form, NAMES)));
  }

  /** Returns an empty form. */
  static JobForm fresh(String timeZone) {
    var values = new HashMap<String, @Nullable String>();
    NAMES.forEach(name -> values.put(name, ""));
    values.put("schedule", "cron");
    values.put("timeZone", timeZone);
    values.put("type", USUAL_TYPE);
    return new JobForm(Fields.of(values));
  }

  /**
   * Returns a form with the values of a job.
   *
   * @param timeZone for times of a job that has no zone itself
   */
  static JobForm of(Definition job, String id, String timeZone) {
    var values = new HashMap<String, @Nullable String>();
    NAMES.forEach(name -> values.put(name, ""));
    values.put("id", id);
    job.fill(values, timeZone);
    return new JobForm(Fields.of(values));
  }

  /** Returns a form with these texts. */
  static JobForm of(Map<String, String> texts) {
    return new JobForm(Fields.of(texts));
  }

  Fields fields() {
    return fields;
  }

  /** Returns the whole job; problems are added to the fields. */
  ObjectNode body() {
    ObjectNode body = schedule();
    String type = text("type").orElse(USUAL_TYPE);
    body.put("type", type);
    TextField.ALL.forEach(field -> body.put(field.key(), text(field.key()).orElse(null)));
    body.put(
        "modelRef", text("modelRef").filter(ref -> !ref.equalsIgnoreCase("inherit")).orElse(null));
    ChoiceFields.put(fields, body);
    PayloadFields.typed(fields).ifPresent(payload -> body.set("payload", payload));
    if (text("prompt").isEmpty() && type.equals(USUAL_TYPE) && text("profileId").isEmpty()) {
      fields.reject("prompt", "Enter a prompt");
    }
    return body;
  }

  /** Returns the model, if what is typed may be one. */
  Optional<String> model() {
    return text("modelRef").filter(ref -> ref.contains("/"));
  }

  /** Returns only the schedule. */
  ObjectNode schedule() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    boolean once = fields.value("schedule").equals("oneshot");
    body.put("scheduleType", once ? "oneshot" : "recurring");
    switch (fields.value("schedule")) {
      case "cron" -> cron(body);
      case "cadence" -> cadence(body);
      case "oneshot" -> runAt(body, "Enter the time of the run");
      default -> fields.reject("schedule", "Choose a schedule");
    }
    return body;
  }

  private void cron(ObjectNode body) {
    text("cron")
        .ifPresentOrElse(
            cron -> body.put("cron", cron),
            () -> fields.reject("cron", "Enter a cron expression, for example 30 7 * * 1-5"));
    text("timeZone").ifPresent(zone -> body.put("timeZone", zone));
    body.putNull("cadenceMinutes");
  }

  private void cadence(ObjectNode body) {
    text("cadenceMinutes")
        .flatMap(Numbers::positive)
        .ifPresentOrElse(
            minutes -> body.put("cadenceMinutes", minutes),
            () -> fields.reject("cadenceMinutes", "Enter a whole number of minutes, at least 1"));
    body.putNull("cron");
    if (text("runAt").isPresent()) {
      runAt(body, "");
    }
  }

  private void runAt(ObjectNode body, String missing) {
    if (text("runAt").isEmpty()) {
      fields.reject("runAt", missing);
      return;
    }
    switch (LocalTimes.read(fields.value("runAt"), fields.value("timeZone"))) {
      case LocalTimes.ReadTime.At(long millis) -> body.put("runAt", millis);
      case LocalTimes.ReadTime.BadTime(var why) -> fields.reject("runAt", why);
      case LocalTimes.ReadTime.BadZone(var why) -> fields.reject("timeZone", why);
    }
  }

  /**
   * Refuses a time that is past, this minute apart: Otto would run the job at once, which nobody
   * asks for with a date.
   *
   * @param sent what is to be sent, without what stays as it is
   */
  void refusePast(ObjectNode sent, Instant now) {
    long thisMinute = now.truncatedTo(ChronoUnit.MINUTES).toEpochMilli();
    if (sent.path("runAt").isNumber() && sent.path("runAt").longValue() < thisMinute) {
      fields.reject(
          "runAt", "This time is past; give one to come. To run a job at once, press Run now");
    }
  }

  private Optional<String> text(String name) {
    return Optional.of(fields.value(name).strip()).filter(value -> !value.isEmpty());
  }

  /** Reports whether a model that is not in the catalog is accepted. */
  boolean takesAnyModel() {
    return text("allowUnavailable").isPresent();
  }

  /** Returns the default id of a job: the first words of its prompt. */
  Optional<String> nameOfPrompt() {
    String words =
        fields.value("prompt").lines().findFirst().orElse("").toLowerCase(Locale.ROOT).strip();
    String name =
        Arrays.stream(words.split("[^\\p{L}\\p{N}]+", -1))
            .filter(word -> !word.isEmpty())
            .limit(5)
            .collect(Collectors.joining("-"));
    String shortened = name.length() <= 40 ? name : name.substring(0, 40);
    return Optional.of(shortened).filter(text -> !text.isEmpty());
  }

  /** Returns a copy of the form without the job's id and time. */
  JobForm asCopy() {
    var values = new HashMap<String, @Nullable String>();
    NAMES.forEach(name -> values.put(name, fields.value(name)));
    values.put("id", "");
    values.put("runAt", "");
    return new JobForm(Fields.of(values));
  }
}
