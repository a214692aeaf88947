package dev.otto.scheduler.audit;

import dev.otto.scheduler.actor.Surface;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.AuditPage;
import java.util.List;
import java.util.OptionalLong;

/** The routes of the audit log. */
public final class AuditRoutes implements RouteGroup {
  private static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_LIMIT = 50;

  private final AuditLog audit;

  public AuditRoutes(AuditLog audit) {
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/external/audit", this::entries));
  }

  private Reply entries(Call call) {
    int limit = call.query("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    var query =
        new AuditQuery(
            limit,
            id(call, "before"),
            id(call, "group"),
            call.query("surface").map(this::surface),
            call.query("search"));
    return Reply.ok(new AuditPage(audit.find(query).stream().map(AuditJson::item).toList()));
  }

  private static OptionalLong id(Call call, String name) {
    return call.query(name).isPresent()
        ? OptionalLong.of(call.query(name, 1, Integer.MAX_VALUE, Integer.MAX_VALUE))
        : OptionalLong.empty();
  }

  private Surface surface(String key) {
    return Surface.parse(key)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    "surface",
                    "surface is \""
                        + key
                        + "\"; the surfaces are "
                        + String.join(", ", Surface.keys())));
  }
}
