package dev.otto.controlplane.page;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.web.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A form that is saved while others may change the same thing: the texts of its fields when it was
 * opened, as they were typed, and as they stand now. Only what was typed here is saved; a field
 * that nobody touched here follows what others set.
 */
public record Edit(Map<String, String> opened, Map<String, String> typed, Map<String, String> now) {

  public Edit {
    opened = Map.copyOf(opened);
    typed = Map.copyOf(typed);
    now = Map.copyOf(now);
  }

  /** Reports whether the field was changed in this form. */
  public boolean touched(String field) {
    return !same(typed.get(field), opened.get(field));
  }

  /** Reports whether no field was changed in this form. */
  public boolean untouched() {
    return typed.keySet().stream().noneMatch(this::touched);
  }

  /** Returns the texts to save: as typed where the field was touched, as they stand elsewhere. */
  public Map<String, String> merged() {
    var merged = new HashMap<>(typed);
    merged.replaceAll((field, text) -> touched(field) ? text : now.getOrDefault(field, text));
    return merged;
  }

  /** Returns the fields that both this form and somebody else changed, to different texts. */
  public Set<String> contested() {
    var fields = new TreeSet<String>();
    for (String field : typed.keySet()) {
      boolean changed = !same(opened.get(field), now.get(field));
      if (touched(field) && changed && !same(typed.get(field), now.get(field))) {
        fields.add(field);
      }
    }
    return fields;
  }

  /** A browser has line ends of its own. */
  private static boolean same(@Nullable String one, @Nullable String other) {
    return plain(one).equals(plain(other));
  }

  private static String plain(@Nullable String text) {
    return text == null ? "" : text.replace("\r\n", "\n").strip();
  }

  /** Returns the text that a form carries to know later what it was opened with. */
  public static String text(Map<String, String> opened) {
    ObjectNode text = JsonNodeFactory.instance.objectNode();
    opened.forEach(text::put);
    return text.toString();
  }

  /** Reads what a form carried; empty if it was tampered with. */
  public static Optional<Map<String, String>> opened(String text) {
    return Json.object(text)
        .map(
            object -> {
              var fields = new HashMap<String, String>();
              object.properties().forEach(it -> fields.put(it.getKey(), it.getValue().asText()));
              return fields;
            });
  }
}
