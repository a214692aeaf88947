package dev.otto.scheduler.http;

import dev.otto.wire.ErrorCode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request. Helidon's own matching works on the decoded path, where an id with
 * an encoded slash falls apart; this one splits first and decodes each segment after.
 */
final class Router {
  private final List<Compiled> routes;

  /** Those without parameters: by path, then by method. */
  private final Map<String, Map<String, Route>> fixed = new HashMap<>();

  Router(List<Route> routes) {
    routes.stream()
        .filter(route -> route.path().indexOf('{') < 0)
        .forEach(route -> fixed(route.path()).putIfAbsent(route.method(), route));
    this.routes = routes.stream().map(route -> new Compiled(route, route.segments())).toList();
  }

  private Map<String, Route> fixed(String path) {
    return fixed.computeIfAbsent(path, absent -> new HashMap<>());
  }

  void handle(ServerRequest request, ServerResponse response, Served served) throws Exception {
    String rawPath = request.prologue().uriPath().rawPath();
    String method = request.prologue().method().text();
    Route exact = fixed.getOrDefault(rawPath, Map.of()).get(method);
    if (exact != null) {
      served.matched(exact);
      answer(exact, new Call(request, Map.of()), response);
      return;
    }
    List<String> path = split(rawPath);
    for (Compiled candidate : routes) {
      Map<String, String> parameters = candidate.match(method, path);
      if (parameters != null) {
        served.matched(candidate.route);
        answer(candidate.route, new Call(request, parameters), response);
        return;
      }
    }
    throw noRoute(method, path);
  }

  private void answer(Route route, Call call, ServerResponse response) throws Exception {
    Answer answer = route.handler().handle(call);
    if (call.framingIsDoubtful()) {
      response.header(HeaderNames.CONNECTION, "close");
    }
    answer.send(response);
  }

  private ApiException noRoute(String method, List<String> path) {
    var allowed = new TreeSet<String>();
    routes.stream()
        .filter(candidate -> candidate.match(candidate.route.method(), path) != null)
        .forEach(candidate -> allowed.add(candidate.route.method()));
    if (allowed.isEmpty()) {
      return ApiException.notFound(
          "There is nothing at this path; see /openapi for what this server offers");
    }
    String methods = String.join(", ", allowed);
    return new ApiException(
        ErrorCode.METHOD_NOT_ALLOWED,
        method + " is not possible here; allowed: " + methods,
        List.of(),
        Map.of("Allow", methods));
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

  private record Compiled(Route route, List<String> template) {

    /** The path parameters, or null if this is another route. */
    @Nullable Map<String, String> match(String method, List<String> path) {
      if (template.size() != path.size() || !route.method().equals(method)) {
        return null;
      }
      for (int i = 0; i < template.size(); i++) {
        if (!isParameter(template.get(i)) && !template.get(i).equals(path.get(i))) {
          return null;
        }
      }
      return parameters(path);
    }

    private Map<String, String> parameters(List<String> path) {
      var parameters = new HashMap<String, String>(4);
      for (int i = 0; i < template.size(); i++) {
        String segment = template.get(i);
        if (isParameter(segment)) {
          parameters.put(segment.substring(1, segment.length() - 1), decode(path.get(i)));
        }
      }
      return parameters;
    }

    private static boolean isParameter(String segment) {
      return segment.startsWith("{");
    }
  }

  /** Percent decoding; a plus in a path is a plus. */
  private static String decode(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("The path contains an invalid percent encoding: " + segment);
    }
  }
}
