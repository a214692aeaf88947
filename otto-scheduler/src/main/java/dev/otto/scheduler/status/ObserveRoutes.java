package dev.otto.scheduler.status;

import dev.otto.scheduler.http.Answer;
import dev.otto.scheduler.http.Call;
import dev.otto.scheduler.http.Route;
import dev.otto.scheduler.http.RouteGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The routes for monitoring and other tools: the metrics and the contract's OpenAPI document. */
public final class ObserveRoutes extends RouteGroup {
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

  private Answer metrics(Call call) {
    return Answer.bytes(200, Metrics.contentType(), metrics.text());
  }

  private Answer openApi(Call call) {
    return Answer.bytes(200, Answer.JSON_TYPE, openApi);
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
