package dev.otto.controlplane.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names with their values, from a form or from a query; a name may come more than once. */
public final class Form {
  private final Map<String, List<String>> values;

  private Form(Map<String, List<String>> values) {
    this.values = values;
  }

  /** Reads {@code application/x-www-form-urlencoded}. */
  public static Form parse(String text) {
    var values = new LinkedHashMap<String, List<String>>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      }
    }
    return new Form(values);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(400, "The request contains an invalid percent encoding");
    }
  }

  /** The first of this name, stripped; empty where it is missing or blank. */
  public Optional<String> value(String name) {
    return values.getOrDefault(name, List.of()).stream()
        .findFirst()
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /** As it was typed; an empty text where it is missing. */
  public String typed(String name) {
    return values.getOrDefault(name, List.of()).stream().findFirst().orElse("");
  }

  /** All of this name. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Whether it is there at all, as a ticked box is. */
  public boolean has(String name) {
    return values.containsKey(name);
  }
}
