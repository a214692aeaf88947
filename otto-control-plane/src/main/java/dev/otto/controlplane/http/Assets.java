package dev.otto.controlplane.http;

import dev.otto.local.Sha256;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Styles, scripts and pictures, read from the archive once. The hash of its bytes is part of the
 * address of each, so a browser may keep it for ever.
 */
public final class Assets implements RouteGroup {
  private static final String WEBJARS = "/META-INF/resources/webjars/";
  private static final int HASH_DIGITS = 16;
  private static final String OWN = "/dev/otto/controlplane/assets/";
  private static final List<String> OWN_FILES =
      List.of(
          "otto.css",
          "otto.js",
          "live.js",
          "picker.js",
          "jobs.css",
          "jobs.js",
          "icon.svg",
          "overview.css",
          "overview.js",
          "assistant.css",
          "assistant.js",
          "audit.css",
          "settings.css",
          "palette.css",
          "palette.js");
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, Asset> byName = new HashMap<>();

  private record Asset(String hash, Reply reply) {}

  private Assets() {}

  /** Those of the control plane, and what they build on. */
  public static Assets load() {
    var assets = new Assets();
    assets.add("pico.css", WEBJARS + "picocss__pico/2.1.1/css/pico.min.css");
    assets.add("htmx.js", WEBJARS + "htmx.org/2.0.7/dist/htmx.min.js");
    OWN_FILES.forEach(own -> assets.add(own, OWN + own));
    return assets;
  }

  private void add(String name, String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
      String type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
      var reply =
          Reply.bytes(type, bytes)
              .with("Cache-Control", "public, max-age=31536000, immutable")
              .compressible();
      byName.put(name, new Asset(Sha256.hex(bytes).substring(0, HASH_DIGITS), reply));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the address under which a page finds it. */
  public String url(String name) {
    Asset asset = byName.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("There is no asset " + name);
    }
    return "/assets/" + asset.hash() + "/" + name;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/assets/{hash}/{name}", this::serve).open(Route.Access.ANYBODY),
        Route.get("/favicon.ico", call -> Reply.seeOther(url("icon.svg")))
            .open(Route.Access.ANYBODY));
  }

  private Reply serve(Call call) {
    Asset asset = byName.get(call.parameter("name"));
    if (asset == null || !asset.hash().equals(call.parameter("hash"))) {
      throw ApiException.notFound("There is no such file; reload the page");
    }
    return asset.reply();
  }
}
