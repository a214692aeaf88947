package dev.otto.scheduler.status;

import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The routes for monitoring and other tools: the metrics and the contract's OpenAPI document. */
public final class ObserveRoutes implements RouteGroup {
  private final Metrics metrics;
  private final byte[] openApi = document();

  public ObserveRoutes(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/observe/metrics", this::metrics), Route.get("/openapi", this::openApi));
  }

  private Reply metrics(Call call) {
    return Reply.bytes(Metrics.contentType(), metrics.text());
  }

  private Reply openApi(Call call) {
    return Reply.json(openApi);
  }

  static byte[] document() {
    try (InputStream in = ObserveRoutes.class.getResourceAsStream("/openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
