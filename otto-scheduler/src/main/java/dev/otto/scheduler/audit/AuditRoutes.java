package dev.otto.scheduler.audit;

import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.http.Answer;
import dev.otto.scheduler.http.ApiException;
import dev.otto.scheduler.http.Call;
import dev.otto.scheduler.http.Route;
import dev.otto.scheduler.http.RouteGroup;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Who changed what. */
public final class AuditRoutes extends RouteGroup {
  private static final int MOST = 1000;
  private static final int USUAL = 50;

  private final AuditLog audit;

  public AuditRoutes(AuditLog audit) {
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/external/audit", this::entries));
  }

  public record Entry(
      long id,
      long at,
      String actor,
      String surface,
      String action,
      @Nullable String target,
      @Nullable String before,
      @Nullable String after,
      String outcome) {

    public static Entry of(AuditEntry entry) {
      var change = entry.change();
      return new Entry(
          entry.id(),
          entry.at().toEpochMilli(),
          change.actor().name(),
          change.actor().surface().key(),
          change.action(),
          change.target(),
          change.before(),
          change.after(),
          entry.outcome().key());
    }
  }

  private record Page(List<Entry> entries) {}

  private Answer entries(Call call) {
    int limit = call.query("limit", 1, MOST, USUAL);
    OptionalLong before =
        call.query("before").isPresent()
            ? OptionalLong.of(call.query("before", 1, Integer.MAX_VALUE, Integer.MAX_VALUE))
            : OptionalLong.empty();
    var query =
        new AuditQuery(
            limit, before, call.query("surface").map(this::surface), call.query("search"));
    return Answer.ok(new Page(audit.find(query).stream().map(Entry::of).toList()));
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
