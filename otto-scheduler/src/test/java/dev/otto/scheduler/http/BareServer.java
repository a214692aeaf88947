package dev.otto.scheduler.http;

import dev.otto.web.Listen;
import dev.otto.web.LocalFailedAttempts;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import java.util.List;

/** A server with one route, for what the daemon cannot be brought to do. */
final class BareServer implements AutoCloseable {
  private static final String PATH = "/external/health";

  private final Asked asked = new Asked();
  private final ApiServer server;

  BareServer(Route.Handler handler, boolean ready) {
    server =
        new ApiServer(
            Listen.loopback(0),
            () -> ApiClient.TOKEN,
            (actor, request, reason) -> {},
            (method, path, status) -> {},
            new LocalFailedAttempts(System::nanoTime));
    server.start();
    if (ready) {
      server.ready(
          List.of(
              new RouteGroup() {
                @Override
                public List<Route> routes() {
                  return List.of(Route.get(PATH, handler));
                }
              }));
    }
  }

  Asked.Reply get(String authorization) throws Exception {
    return asked.at(server.address(), "GET", PATH, "", "Authorization", authorization);
  }

  Asked.Reply health() throws Exception {
    return asked.at(server.address(), "GET", "/observe/health", "");
  }

  @Override
  public void close() {
    asked.close();
    server.close();
  }
}
