package dev.otto.web;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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

  /** Encodes a value of a query or a segment of a path. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Returns the query of an address with its question mark; an empty text without parameters. */
  public static String query(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? ""
        : parameters.entrySet().stream()
            .map(one -> encode(one.getKey()) + "=" + encode(one.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("The request contains an invalid percent encoding: " + text);
    }
  }

  /** Returns the first of this name, stripped; empty if it is missing or blank. */
  public Optional<String> value(String name) {
    return values.getOrDefault(name, List.of()).stream()
        .findFirst()
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /** Returns the first of this name as it was typed; an empty text if it is missing. */
  public String typed(String name) {
    return values.getOrDefault(name, List.of()).stream().findFirst().orElse("");
  }

  /** Returns all of this name. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Reports whether it is there at all, as a ticked box is. */
  public boolean has(String name) {
    return values.containsKey(name);
  }
}
