package dev.otto.scheduler.status;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.http.Answer;
import dev.otto.scheduler.http.ApiException;
import dev.otto.scheduler.http.Call;
import dev.otto.scheduler.http.Route;
import dev.otto.scheduler.http.RouteGroup;
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
public final class SystemRoutes extends RouteGroup {
  private final About about;
  private final List<ServiceCheck> checks;
  private final Optional<Consumer<Actor>> restart;
  private final InstantSource clock;

  /** This process. */
  public record About(String version, long pid, Instant startedAt) {}

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

  private Answer health(Call call) {
    return Answer.ok(new Health("ok"));
  }

  private Answer status(Call call) {
    Instant now = clock.instant();
    var services = new ArrayList<ServiceStatus>();
    services.add(new ServiceStatus("runtime", "Otto", "ok", "version " + about.version()));
    services.add(new ServiceStatus("external_api", "External API", "ok", "answers"));
    checks.forEach(check -> services.add(look(check)));
    boolean degraded = services.stream().anyMatch(service -> service.status().equals("degraded"));
    long uptime = Duration.between(about.startedAt(), now).toSeconds();
    return Answer.ok(
        new SystemStatus(
            degraded ? "degraded" : "ok",
            now.toEpochMilli(),
            new ProcessInfo(about.version(), about.pid(), about.startedAt().toEpochMilli(), uptime),
            services));
  }

  private static ServiceStatus look(ServiceCheck check) {
    try {
      ServiceCheck.State state = check.look().get();
      return new ServiceStatus(check.id(), check.label(), state.status(), state.message());
    } catch (RuntimeException e) {
      return new ServiceStatus(
          check.id(), check.label(), "degraded", "its state cannot be measured");
    }
  }

  private Answer restart(Call call) {
    Consumer<Actor> go =
        restart.orElseThrow(
            () ->
                ApiException.conflict(
                    "Nothing supervises this process, so it would not come back; restart it by"
                        + " hand or run it as a service"));
    Answer accepted =
        Answer.json(202, new RestartAccepted("accepted", clock.millis(), "Otto is restarting"));
    if (call.dryRun()) {
      return accepted;
    }
    return response -> {
      accepted.send(response);
      go.accept(call.actor());
    };
  }
}
