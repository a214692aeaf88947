package dev.otto.scheduler.status;

import dev.otto.models.ModelCatalog;
import dev.otto.scheduler.http.Answer;
import dev.otto.scheduler.http.Call;
import dev.otto.scheduler.http.Route;
import dev.otto.scheduler.http.RouteGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/** The routes for monitoring and other tools: the metrics and the contract's OpenAPI document. */
public final class ObserveRoutes extends RouteGroup {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Metrics metrics;
  private final ModelCatalog catalog;
  private final InstantSource clock;
  private final byte[] openApi = document();

  public ObserveRoutes(Metrics metrics, ModelCatalog catalog, InstantSource clock) {
    this.metrics = metrics;
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/observe/metrics", this::metrics), Route.get("/openapi", this::openApi));
  }

  private Answer metrics(Call call) {
    String text = metrics.text(catalog.snapshot(), clock.instant());
    return Answer.bytes(200, PROMETHEUS, text.getBytes(StandardCharsets.UTF_8));
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
