package dev.otto.web;

import static java.util.stream.Collectors.toCollection;

import dev.otto.wire.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds the route of a request. Helidon's own matching works on the decoded path, where an id with
 * an encoded slash falls apart; this one splits first, and each segment is decoded where it is
 * asked for.
 */
public final class Router {
  private final List<Compiled> routes;

  /** The routes without parameters, by path and then by method. */
  private final Map<String, Map<String, Route>> fixed = new HashMap<>();

  private record Compiled(Route route, List<String> template) {

    boolean matches(List<String> path) {
      if (template.size() != path.size()) {
        return false;
      }
      for (int i = 0; i < template.size(); i++) {
        if (!isParameter(template.get(i)) && !template.get(i).equals(path.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  /** A route, and the segments of the path that it answers for. */
  record Match(Route route, List<String> template, List<String> segments) {

    /** Returns the value of a parameter, decoded. A plus in a path is a plus. */
    String parameter(String name) {
      int place = template.indexOf("{" + name + "}");
      if (place < 0) {
        throw new IllegalStateException("The route has no parameter " + name);
      }
      String segment = segments.get(place);
      try {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw ApiException.invalid("The path contains an invalid percent encoding: " + segment);
      }
    }
  }

  /** Collects these routes. One without parameters precedes the others, which keep their order. */
  public Router(List<? extends RouteGroup> groups) {
    List<Route> all = groups.stream().flatMap(group -> group.routes().stream()).toList();
    all.stream()
        .filter(route -> route.path().indexOf('{') < 0)
        .forEach(route -> fixed(route.path()).putIfAbsent(route.method(), route));
    this.routes = all.stream().map(route -> new Compiled(route, split(route.path()))).toList();
  }

  private Map<String, Route> fixed(String path) {
    return fixed.computeIfAbsent(path, absent -> new HashMap<>());
  }

  /** Finds the route of this call, which from now on knows its parameters. */
  public Optional<Route> find(Call call) {
    Optional<Match> match = find(call.method(), call.path());
    match.ifPresent(call::matched);
    return match.map(Match::route);
  }

  /** Finds the route of a request; HEAD is answered as GET. */
  Optional<Match> find(String method, String path) {
    String asked = method.equals("HEAD") ? "GET" : method;
    Route exact = fixed.getOrDefault(path, Map.of()).get(asked);
    if (exact != null) {
      return Optional.of(new Match(exact, List.of(), List.of()));
    }
    List<String> segments = split(path);
    for (Compiled candidate : routes) {
      if (candidate.route.method().equals(asked) && candidate.matches(segments)) {
        return Optional.of(new Match(candidate.route, candidate.template, segments));
      }
    }
    return Optional.empty();
  }

  /** Reports whether a GET of this path is answered. */
  public boolean serves(String path) {
    return find("GET", path).isPresent();
  }

  /**
   * Returns the refusal of a call without a route.
   *
   * @param nothingHere for a path that no method knows
   */
  public ApiException missing(Call call, String nothingHere) {
    var allowed = at(call.path()).map(Route::method).collect(toCollection(TreeSet::new));
    if (allowed.isEmpty()) {
      return ApiException.notFound(nothingHere);
    }
    String methods = String.join(", ", allowed);
    return new ApiException(
        ErrorCode.METHOD_NOT_ALLOWED,
        call.method() + " is not possible here; allowed: " + methods,
        List.of(),
        Map.of("Allow", methods));
  }

  /** Returns the access of the path of this call, whatever its method; empty if there is none. */
  public Optional<Route.Access> access(Call call) {
    return at(call.path()).map(Route::access).findFirst();
  }

  private Stream<Route> at(String path) {
    List<String> segments = split(path);
    return routes.stream().filter(candidate -> candidate.matches(segments)).map(Compiled::route);
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }

  /** Returns the segments between the slashes, still encoded. */
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
}
