package dev.otto.controlplane.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One call to Otto. */
record Request(
    String method,
    String path,
    @Nullable ObjectNode body,
    Map<String, String> headers,
    Duration patience) {
  private static final Duration USUAL = Duration.ofSeconds(15);

  Request(String method, String path) {
    this(method, path, null, Map.of(), USUAL);
  }

  Request with(ObjectNode body) {
    return new Request(method, path, body, headers, patience);
  }

  Request within(Duration patience) {
    return new Request(method, path, body, headers, patience);
  }

  Request ifMatch(String tag) {
    return header("If-Match", tag);
  }

  Request ifNoneMatch(String tag) {
    return header("If-None-Match", tag);
  }

  private Request header(String name, String value) {
    var all = new TreeMap<>(headers);
    all.put(name, value);
    return new Request(method, path, body, all, patience);
  }
}
