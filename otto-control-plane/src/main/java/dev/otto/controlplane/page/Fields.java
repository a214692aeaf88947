package dev.otto.controlplane.page;

import dev.otto.controlplane.api.Result;
import dev.otto.web.Form;
import dev.otto.wire.ErrorAnswer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fields of a form: the typed text of each, and its error. */
public final class Fields {
  private static final Pattern PART = Pattern.compile("\\.([a-z])");

  private final Map<String, String> values;
  private final Map<String, String> errors = new LinkedHashMap<>();

  private Fields(Map<String, String> values) {
    this.values = values;
  }

  /** Returns the fields with their initial values. */
  public static Fields of(Map<String, ? extends @Nullable String> initial) {
    var values = new HashMap<String, String>();
    initial.forEach((name, value) -> values.put(name, value == null ? "" : value));
    return new Fields(values);
  }

  /** Returns the fields exactly as submitted; what comes more than once has commas between. */
  public static Fields typed(Form form, List<String> names) {
    var values = new HashMap<String, String>();
    names.forEach(name -> values.put(name, String.join(", ", form.all(name))));
    return new Fields(values);
  }

  /** Replaces the text of a field. */
  public Fields set(String name, String value) {
    values.put(name, value);
    return this;
  }

  /** Returns the texts of all fields. */
  public Map<String, String> texts() {
    return Map.copyOf(values);
  }

  public String value(String name) {
    return values.getOrDefault(name, "");
  }

  /** Returns the error of a field; null if it has none. */
  public @Nullable String error(String name) {
    return errors.get(name);
  }

  /** Adds an error to a field; the first one stays. */
  public Fields reject(String name, String message) {
    errors.putIfAbsent(name, message);
    return this;
  }

  /** Adds Otto's errors to the fields they name; the others are under the name "". */
  public Fields reject(Result.Refused<?> refused) {
    for (ErrorAnswer.FieldError detail : refused.details()) {
      reject(named(detail.path()), detail.message());
    }
    if (refused.details().isEmpty()) {
      reject("", refused.message());
    }
    return this;
  }

  /**
   * Returns the field for a path such as {@code fallbacks[1]} or {@code payload.retry.attempts}.
   */
  private String named(String path) {
    String name =
        PART.matcher(path.replaceFirst("^payload\\.", "").replaceFirst("\\[.*", ""))
            .replaceAll(part -> part.group(1).toUpperCase(Locale.ROOT));
    return Stream.of(path, name, path.replaceFirst("\\..*", ""))
        .filter(values::containsKey)
        .findFirst()
        .orElse("");
  }

  public boolean valid() {
    return errors.isEmpty();
  }

  /** Returns all errors by field. */
  public Map<String, String> errors() {
    return errors;
  }
}
