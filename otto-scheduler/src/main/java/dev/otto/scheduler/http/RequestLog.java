package dev.otto.scheduler.http;

import dev.otto.scheduler.metrics.Metrics;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;

/** Counts the answers by route; an unknown path counts as {@code other}. */
final class RequestLog implements Filter {
  private static final String ROUTE = RequestLog.class.getName();
  private static final Route OTHER = Route.get("other", call -> Answer.ok(""));

  private final Metrics metrics;

  RequestLog(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    response.whenSent(
        () -> {
          Route route = request.context().get(ROUTE, Route.class).orElse(OTHER);
          metrics.answered(route.method(), route.path(), response.status().code());
        });
    chain.proceed();
  }

  /** Notes which route a request turned out to be for. */
  static void matched(ServerRequest request, Route route) {
    request.context().register(ROUTE, route);
  }
}
