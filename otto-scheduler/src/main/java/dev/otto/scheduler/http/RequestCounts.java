package dev.otto.scheduler.http;

import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many requests each route answered, by status. An unknown path counts as {@code other}. */
final class RequestCounts implements Filter {
  private static final String ROUTE = RequestCounts.class.getName();

  /** One line of the count. */
  record Key(String method, String path, int status) implements Comparable<Key> {
    @Override
    public int compareTo(Key that) {
      return toString().compareTo(that.toString());
    }
  }

  private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    response.whenSent(() -> count(request, response.status().code()));
    chain.proceed();
  }

  /** Notes which route a request turned out to be for. */
  void matched(ServerRequest request, Route route) {
    request.context().register(ROUTE, route);
  }

  private void count(ServerRequest request, int status) {
    var route = request.context().get(ROUTE, Route.class);
    var key =
        new Key(
            route.map(Route::method).orElse("other"),
            route.map(Route::path).orElse("other"),
            status);
    counts.computeIfAbsent(key, absent -> new LongAdder()).increment();
  }

  Map<Key, Long> snapshot() {
    var sums = new TreeMap<Key, Long>();
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }
}
