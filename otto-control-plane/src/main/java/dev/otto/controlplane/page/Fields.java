package dev.otto.controlplane.page;

import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.http.Form;
import dev.otto.wire.ErrorAnswer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a form: what was typed into each, and what is wrong with it. */
public final class Fields {
  private final Map<String, String> values;
  private final Map<String, String> errors = new LinkedHashMap<>();

  private Fields(Map<String, String> values) {
    this.values = values;
  }

  /** Before anything was typed. */
  public static Fields of(Map<String, @Nullable String> initial) {
    var values = new HashMap<String, String>();
    initial.forEach((name, value) -> values.put(name, value == null ? "" : value));
    return new Fields(values);
  }

  /** As they were sent, letter by letter. */
  public static Fields typed(Form form, List<String> names) {
    var values = new HashMap<String, String>();
    names.forEach(name -> values.put(name, form.typed(name)));
    return new Fields(values);
  }

  public String value(String name) {
    return values.getOrDefault(name, "");
  }

  /** What is wrong with it; null where nothing is. */
  public @Nullable String error(String name) {
    return errors.get(name);
  }

  /** Says what is wrong with a field; the first that is said stays. */
  public Fields reject(String name, String message) {
    errors.putIfAbsent(name, message);
    return this;
  }

  /**
   * Puts what Otto refuses beside the fields it means; what belongs to none of them stands under
   * the name "".
   */
  public Fields reject(Result.Refused<?> refused) {
    for (ErrorAnswer.FieldError detail : refused.details()) {
      reject(values.containsKey(detail.path()) ? detail.path() : "", detail.message());
    }
    if (refused.details().isEmpty()) {
      reject("", refused.message());
    }
    return this;
  }

  public boolean valid() {
    return errors.isEmpty();
  }

  /** All that is wrong, by field. */
  public Map<String, String> errors() {
    return errors;
  }
}
