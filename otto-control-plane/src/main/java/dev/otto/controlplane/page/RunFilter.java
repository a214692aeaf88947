package dev.otto.controlplane.page;

import dev.otto.web.Form;
import dev.otto.wire.RunCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of the page of runs, as they stand in its address; those that are not there hold
 * for every run. Whatever counts runs elsewhere leads to them with the same conditions.
 */
public record RunFilter(Map<RunCondition, String> conditions) {
  public static final RunFilter ALL = new RunFilter(Map.of());

  public RunFilter {
    var sorted = new EnumMap<RunCondition, String>(RunCondition.class);
    sorted.putAll(conditions);
    conditions = Collections.unmodifiableMap(sorted);
  }

  /** Reads an address; what a form sends several times has commas between. */
  public static RunFilter of(Form query) {
    var conditions = new EnumMap<RunCondition, String>(RunCondition.class);
    for (RunCondition condition : RunCondition.values()) {
      String value = String.join(",", query.all(condition.key())).strip();
      if (!value.isEmpty()) {
        conditions.put(condition, isTime(condition) ? wholeTime(value) : value);
      }
    }
    return new RunFilter(conditions);
  }

  private static boolean isTime(RunCondition condition) {
    return condition == RunCondition.FROM || condition == RunCondition.TO;
  }

  /** Returns the form that a browser's field for a time takes; a day alone is its beginning. */
  private static String wholeTime(String typed) {
    return typed.matches("\\d{4}-\\d\\d-\\d\\d") ? typed + "T00:00" : typed.replace(' ', 'T');
  }

  /** Returns the same filter with one condition more, or another value of one. */
  public RunFilter with(RunCondition condition, String value) {
    var more = new EnumMap<RunCondition, String>(RunCondition.class);
    more.putAll(conditions);
    more.put(condition, value);
    return new RunFilter(more);
  }

  /** Returns the same filter without this condition. */
  public RunFilter without(RunCondition condition) {
    var fewer = new EnumMap<RunCondition, String>(RunCondition.class);
    fewer.putAll(conditions);
    fewer.remove(condition);
    return new RunFilter(fewer);
  }

  public RunFilter in(String... states) {
    return with(RunCondition.STATE, String.join(",", states));
  }

  public RunFilter ofJob(String id) {
    return with(RunCondition.JOB, id);
  }

  public RunFilter ofFlow(String key) {
    return with(RunCondition.FLOW, key);
  }

  public RunFilter gotModel(String ref) {
    return with(RunCondition.MODEL, ref);
  }

  /** Returns the same filter for runs that got any model of this provider. */
  public RunFilter gotModelOf(String providerId) {
    return gotModel(providerId + "/*");
  }

  /** Returns the same filter for runs without a model. */
  public RunFilter gotNoModel() {
    return gotModel("none");
  }

  /** Returns the same filter for runs whose cost is known. */
  public RunFilter priced() {
    return with(RunCondition.MIN_COST, "0");
  }

  public RunFilter fellBack() {
    return with(RunCondition.FALLBACK, "true");
  }

  /** Returns the same filter for runs that started from this time on. */
  public RunFilter from(long millis) {
    return with(RunCondition.FROM, exact(millis));
  }

  /** Returns the same filter for runs that started before this time. */
  public RunFilter before(long millis) {
    return with(RunCondition.TO, exact(millis));
  }

  /** Returns the runs that started in the hour from this time on. */
  public RunFilter inHour(long millis) {
    return from(millis).before(millis + Duration.ofHours(1).toMillis());
  }

  /** Returns a time as it is typed, to the millisecond where it is no whole minute. */
  private static String exact(long millis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC).toString();
  }

  public String value(RunCondition condition) {
    return conditions.getOrDefault(condition, "");
  }

  public boolean has(RunCondition condition) {
    return conditions.containsKey(condition);
  }

  /** Reports whether it takes every run. */
  public boolean isEmpty() {
    return conditions.isEmpty();
  }

  /** Returns the address of the page with these runs. */
  public String address() {
    return Links.RUNS + Form.query(parameters());
  }

  /** Returns the address of another page of them. */
  public String address(String cursor) {
    Map<String, String> parameters = parameters();
    parameters.put("cursor", cursor);
    return Links.RUNS + Form.query(parameters);
  }

  private Map<String, String> parameters() {
    var parameters = new LinkedHashMap<String, String>();
    conditions.forEach((condition, value) -> parameters.put(condition.key(), value));
    return parameters;
  }

  /** Returns the conditions as fields of a form. */
  public Fields fields() {
    var values = new LinkedHashMap<String, @Nullable String>();
    List.of(RunCondition.values()).forEach(it -> values.put(it.key(), value(it)));
    return Fields.of(values);
  }

  /**
   * Returns the parameters for Otto's API.
   *
   * @param fields are told of times that cannot be read
   */
  public Map<String, String> request(Fields fields) {
    Map<String, String> request = parameters();
    Arrays.stream(RunCondition.values())
        .filter(condition -> isTime(condition) && has(condition))
        .forEach(
            condition ->
                millis(condition, fields)
                    .ifPresent(it -> request.put(condition.key(), it.toString())));
    return request;
  }

  private Optional<Long> millis(RunCondition condition, Fields fields) {
    return switch (LocalTimes.read(value(condition), "UTC")) {
      case LocalTimes.ReadTime.At(long at) -> Optional.of(at);
      case LocalTimes.ReadTime.BadTime(String why) -> refused(condition, fields, why);
      case LocalTimes.ReadTime.BadZone(String why) -> refused(condition, fields, why);
    };
  }

  private static Optional<Long> refused(RunCondition condition, Fields fields, String why) {
    fields.reject(condition.key(), why);
    return Optional.empty();
  }
}
