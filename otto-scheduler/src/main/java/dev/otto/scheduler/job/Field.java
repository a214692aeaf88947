package dev.otto.scheduler.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.models.ChoiceJson;
import dev.otto.scheduler.schedule.CronExpression;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The keys of a job's request body, and the allowed values of each. */
enum Field {
  ID("id", true),
  TYPE("type", false),
  SCHEDULE_TYPE("scheduleType", false),
  STATUS("status", false),
  RUN_AT("runAt", true),
  CADENCE_MINUTES("cadenceMinutes", true),
  CRON("cron", true),
  TIME_ZONE("timeZone", true),
  PAYLOAD("payload", true),
  PROFILE_ID("profileId", true),
  RUNS_ON("runsOn", true),
  MODEL_REF("modelRef", true),
  VARIANT("variant", true),
  FALLBACKS("fallbacks", true),
  POLICY("policy", true),
  ONLY_PROVIDERS("onlyProviders", true),
  ON_FAILURE("onFailure", true);

  private static final int MAX_ID_LENGTH = 200;
  private static final int MAX_TYPE_LENGTH = 4_000;
  private static final int MAX_AMOUNT = 1_000_000;
  private static final int MAX_CADENCE = 10 * 366 * 24 * 60;
  private static final long LAST_MILLI = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private final String key;
  private final boolean nullable;

  Field(String key, boolean nullable) {
    this.key = key;
    this.nullable = nullable;
  }

  String key() {
    return key;
  }

  boolean nullable() {
    return nullable;
  }

  static Optional<Field> of(String key) {
    return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
  }

  /** Returns the key that a misspelt one may mean. */
  static Optional<String> like(String key) {
    return Misspelling.of(key).among(Arrays.stream(values()).map(Field::key).toList());
  }

  /**
   * Returns the typed value.
   *
   * @throws IllegalArgumentException with what is wrong and what is allowed
   */
  Object read(JsonNode value) {
    return switch (this) {
      case ID -> id(value);
      case TYPE -> text(value, MAX_TYPE_LENGTH);
      case SCHEDULE_TYPE -> oneOf(value, List.of("recurring", "oneshot"));
      case STATUS -> oneOf(value, List.of("idle", "paused"));
      case RUN_AT -> Instant.ofEpochMilli(number(value, 0, LAST_MILLI, "epoch milliseconds"));
      case CADENCE_MINUTES -> (int) number(value, 1, MAX_CADENCE, "minutes");
      case CRON -> cron(value);
      case TIME_ZONE -> zone(value);
      case PAYLOAD -> object(value);
      case PROFILE_ID -> profileId(value);
      case RUNS_ON -> label(value);
      case MODEL_REF -> ChoiceJson.modelRef(value);
      case VARIANT -> ChoiceJson.word(value);
      case FALLBACKS -> ChoiceJson.fallbacks(value);
      case POLICY -> ChoiceJson.policy(value);
      case ONLY_PROVIDERS -> ChoiceJson.onlyProviders(value);
      case ON_FAILURE -> ChoiceJson.onFailure(value);
    };
  }

  static String text(JsonNode value, int longest) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException(shown(value) + " is not text");
    }
    String text = value.textValue();
    if (text.isBlank() || text.length() > longest) {
      throw new IllegalArgumentException(
          "%s is not 1 to %d characters long".formatted(shown(value), longest));
    }
    return text;
  }

  private static String id(JsonNode value) {
    String id = text(value, MAX_ID_LENGTH);
    if (id.chars().anyMatch(Character::isISOControl) || !id.equals(id.strip())) {
      throw new IllegalArgumentException(
          shown(value) + " begins or ends with a space, or contains a control character");
    }
    return id;
  }

  static String oneOf(JsonNode value, List<String> allowed) {
    if (!value.isTextual() || !allowed.contains(value.textValue())) {
      throw new IllegalArgumentException(
          shown(value)
              + " is not allowed; write "
              + allowed.stream()
                  .map(each -> "\"" + each + "\"")
                  .collect(Collectors.joining(" or ")));
    }
    return value.textValue();
  }

  static long number(JsonNode value, long least, long most, String unit) {
    boolean whole = value.isIntegralNumber() && value.canConvertToLong();
    if (!whole || value.longValue() < least || value.longValue() > most) {
      throw new IllegalArgumentException(
          "%s is not a whole number of %s from %d to %d"
              .formatted(shown(value), unit, least, most));
    }
    return value.longValue();
  }

  static double amount(JsonNode value, String unit) {
    if (!value.isNumber() || value.doubleValue() <= 0 || value.doubleValue() > MAX_AMOUNT) {
      throw new IllegalArgumentException(
          "%s is not a number of %s above 0, up to %d".formatted(shown(value), unit, MAX_AMOUNT));
    }
    return value.doubleValue();
  }

  private static CronExpression cron(JsonNode value) {
    return CronExpression.parse(text(value, MAX_ID_LENGTH));
  }

  private static ZoneId zone(JsonNode value) {
    String text = text(value, MAX_ID_LENGTH);
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          shown(value) + " is not a time zone; use an IANA name such as \"Europe/Berlin\"", e);
    }
  }

  private static String object(JsonNode value) {
    return members(value).toString();
  }

  static JsonNode members(JsonNode value) {
    if (!value.isObject()) {
      throw new IllegalArgumentException(shown(value) + " is not an object");
    }
    return value;
  }

  private static String profileId(JsonNode value) {
    String id = text(value, MAX_ID_LENGTH);
    if (!Job.isProfileId(id)) {
      throw new IllegalArgumentException(
          shown(value)
              + " is not a profile id; letters, digits, \".\", \"_\" and \"-\" are allowed");
    }
    return id;
  }

  private static String label(JsonNode value) {
    String label = text(value, MAX_ID_LENGTH);
    if (!OttoConfig.Node.isLabel(label)) {
      throw new IllegalArgumentException(
          shown(value) + " is not a label of nodes; use " + OttoConfig.Node.LABEL);
    }
    return label;
  }

  private static String shown(JsonNode value) {
    String text = value.toString();
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
