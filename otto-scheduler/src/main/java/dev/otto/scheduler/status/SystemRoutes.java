package dev.otto.scheduler.status;

import dev.otto.scheduler.actor.Actor;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.Health;
import dev.otto.wire.RestartAccepted;
import dev.otto.wire.SystemStatus;
import dev.otto.wire.SystemStatus.ProcessInfo;
import dev.otto.wire.SystemStatus.ServiceStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The routes for Otto's health and status. */
public final class SystemRoutes implements RouteGroup {
  private final About about;
  private final List<ServiceCheck> checks;
  private final Optional<Consumer<Actor>> restart;
  private final InstantSource clock;

  /**
   * This process.
   *
   * @param node its id among the nodes
   * @param clustered whether there may be others
   */
  public record About(
      String version, String node, boolean clustered, long pid, Instant startedAt) {}

  /**
   * Creates the routes; the checks run for each request.
   *
   * @param restart ends the process so that its supervisor restarts it; empty if there is no
   *     supervisor
   */
  public SystemRoutes(
      About about,
      List<ServiceCheck> checks,
      Optional<Consumer<Actor>> restart,
      InstantSource clock) {
    this.about = about;
    this.checks = List.copyOf(checks);
    this.restart = restart;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/external/health", this::health),
        Route.get("/external/system/status", this::status),
        Route.post("/external/system/restart", this::restart));
  }

  private Reply health(Call call) {
    return Reply.ok(new Health("ok"));
  }

  private Reply status(Call call) {
    Instant now = clock.instant();
    var services = new ArrayList<ServiceStatus>();
    services.add(well("runtime", "Otto", "version " + about.version()));
    services.add(well("external_api", "External API", "answers"));
    checks.forEach(check -> services.add(look(check)));
    boolean degraded = services.stream().anyMatch(service -> service.status().equals("degraded"));
    long uptime = Duration.between(about.startedAt(), now).toSeconds();
    return Reply.ok(
        new SystemStatus(
            degraded ? "degraded" : "ok",
            now.toEpochMilli(),
            new ProcessInfo(
                about.version(),
                about.node(),
                about.clustered(),
                about.pid(),
                about.startedAt().toEpochMilli(),
                uptime),
            services));
  }

  private static ServiceStatus well(String id, String label, String message) {
    return new ServiceStatus(id, label, "ok", message, List.of());
  }

  private static ServiceStatus look(ServiceCheck check) {
    try {
      ServiceCheck.ServiceState state = check.look().get();
      return new ServiceStatus(
          check.id(), check.label(), state.status(), state.message(), state.warnings());
    } catch (RuntimeException e) {
      return new ServiceStatus(
          check.id(), check.label(), "degraded", "its state cannot be measured", List.of());
    }
  }

  private Reply restart(Call call) {
    Consumer<Actor> go =
        restart.orElseThrow(
            () ->
                ApiException.conflict(
                    "Nothing supervises this process, so it would not come back; restart it by"
                        + " hand or run it as a service"));
    Reply accepted =
        Reply.json(202, new RestartAccepted("accepted", clock.millis(), "Otto is restarting"));
    if (call.dryRun()) {
      return accepted;
    }
    Actor actor = Actor.of(call);
    return accepted.then(() -> go.accept(actor));
  }
}
