package dev.otto.controlplane.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request. Splits the path first and decodes each segment after. */
final class Router {
  private final List<Compiled> routes;

  /** A route with the values of its parameters. */
  record Match(Route route, Map<String, String> parameters) {}

  private record Compiled(Route route, List<String> template) {}

  Router(List<Route> routes) {
    this.routes = routes.stream().map(route -> new Compiled(route, route.segments())).toList();
  }

  Optional<Match> find(String method, String rawPath) {
    List<String> path = split(rawPath);
    String asked = method.equals("HEAD") ? "GET" : method;
    return routes.stream()
        .filter(one -> one.route().method().equals(asked))
        .map(one -> match(one, path))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Whether the path exists with any method. */
  boolean knows(String rawPath) {
    List<String> path = split(rawPath);
    return routes.stream().anyMatch(one -> match(one, path).isPresent());
  }

  private static Optional<Match> match(Compiled candidate, List<String> path) {
    Map<String, String> parameters = parameters(candidate.template(), path);
    return Optional.ofNullable(parameters).map(them -> new Match(candidate.route(), them));
  }

  private static @Nullable Map<String, String> parameters(
      List<String> template, List<String> path) {
    if (template.size() != path.size()) {
      return null;
    }
    var parameters = new HashMap<String, String>(4);
    for (int i = 0; i < template.size(); i++) {
      String expected = template.get(i);
      if (expected.startsWith("{")) {
        parameters.put(expected.substring(1, expected.length() - 1), decode(path.get(i)));
      } else if (!expected.equals(path.get(i))) {
        return null;
      }
    }
    return parameters;
  }

  /** The segments between the slashes, still encoded. */
  static List<String> split(String path) {
    var segments = new ArrayList<String>(6);
    int from = 1;
    for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', from)) {
      segments.add(path.substring(from, slash));
      from = slash + 1;
    }
    segments.add(path.substring(Math.min(from, path.length())));
    return segments;
  }

  /** Percent decoding; a plus in a path is a plus. */
  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(400, "The address contains an invalid percent encoding");
    }
  }
}
