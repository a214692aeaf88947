package dev.otto.scheduler.http;

import dev.otto.scheduler.actor.Actor;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.ConnectionLimits;
import dev.otto.web.FailedAttempts;
import dev.otto.web.KnownHosts;
import dev.otto.web.Listen;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.web.Router;
import dev.otto.web.Server;
import dev.otto.wire.UpOrDown;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The server of the external API. Bound early, so that a second Otto fails before it does anything;
 * answers 503 until {@link #ready} is called. Health fails before requests do where {@link
 * #leaving} is called some time before {@link #stopping}.
 */
public final class ApiServer implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 1024;

  /** The rest of the files is for the pages, the database and the calls to OpenCode. */
  private static final double SHARE_OF_FILES = 0.375;

  private static final String NOTHING_HERE =
      "There is nothing at this path; see /openapi for what this server offers";

  private final Server server;
  private final AccessCheck access;
  private final Answers answers;
  private volatile Phase phase = Phase.STARTING;
  private volatile Router router = new Router(List.of(this::health));

  /** The part of its life that it is in. */
  private enum Phase {
    STARTING,
    READY,
    /** Proxies are told to ask others; who asks is still answered. */
    LEAVING,
    STOPPING;

    boolean isAnswering() {
      return this == READY || this == LEAVING;
    }

    UpOrDown health() {
      return switch (this) {
        case STARTING -> new UpOrDown("down", "starting");
        case READY -> new UpOrDown("up", null);
        case LEAVING, STOPPING -> new UpOrDown("down", "stopping");
      };
    }
  }

  /** Receives each request that was refused. */
  @FunctionalInterface
  public interface DenialListener {
    void denied(Actor actor, String request, String reason);
  }

  /** Receives each answer that was sent; the path is a template, so that there are few. */
  @FunctionalInterface
  public interface Answers {
    void answered(String method, String path, int status);
  }

  /**
   * Prepares the server; nothing listens before {@link #start}.
   *
   * @param token the right token at this moment, asked for with each request
   * @param failures counts wrong ones
   * @throws IllegalArgumentException if tokens would travel in the clear
   */
  public ApiServer(
      Listen listen,
      Supplier<byte[]> token,
      DenialListener denials,
      Answers answers,
      FailedAttempts failures) {
    requireTls(listen);
    this.answers = answers;
    this.access =
        new AccessCheck(
            new KnownHosts(listen),
            new Authentication(token),
            failures,
            () -> phase.isAnswering(),
            denials);
    this.server =
        new Server(
            new Server.Settings(
                listen,
                ConnectionLimits.within(MAX_CONNECTIONS, SHARE_OF_FILES),
                Map.of(),
                Integer.MAX_VALUE),
            new ApiApplication());
  }

  /**
   * Checks that no token ever travels in the clear unless somebody wants it so.
   *
   * @throws IllegalArgumentException if tokens would travel in the clear
   */
  public static void requireTls(Listen listen) {
    listen.requireTls(
        "The external API",
        "set externalApi.tls, or externalApi.allowInsecure where a proxy provides it");
  }

  /** The way of every call: its route, the access check, the handler. */
  private final class ApiApplication implements Server.Application {
    @Override
    public Reply answer(Call call) throws Exception {
      Router known = router;
      Optional<Route> route = known.find(call);
      access.require(call, known.access(call).orElse(Route.Access.AUTHENTICATED));
      return route.orElseThrow(() -> known.missing(call, NOTHING_HERE)).handler().handle(call);
    }

    @Override
    public Reply failed(Call call, Throwable thrown) {
      return ErrorMap.reply(thrown);
    }

    @Override
    public Reply refused(ApiException refusal) {
      return ErrorMap.refused(refusal);
    }

    @Override
    public void answered(Call call, Reply reply) {
      Optional<Route> route = call.route();
      answers.answered(
          route.map(Route::method).orElse("GET"),
          route.map(Route::path).orElse("other"),
          reply.status());
    }
  }

  /** Returns the one route that is open to anybody: up or down. */
  private List<Route> health() {
    return List.of(Route.get("/observe/health", call -> health(phase)).open(Route.Access.ANYBODY));
  }

  private static Reply health(Phase now) {
    return Reply.json(now == Phase.READY ? 200 : 503, now.health());
  }

  /**
   * Binds the address.
   *
   * @throws IllegalStateException if it cannot be bound
   */
  public void start() {
    server.start();
  }

  /** Starts to answer requests for these routes. */
  public void ready(List<RouteGroup> groups) {
    var all = new ArrayList<RouteGroup>(groups);
    all.addFirst(this::health);
    router = new Router(all);
    phase = Phase.READY;
  }

  /** Fails health checks from now on, so that proxies ask others, and goes on answering. */
  public void leaving() {
    phase = Phase.LEAVING;
  }

  /** Reports whether it is about to stop. */
  public boolean isStopping() {
    return phase == Phase.LEAVING || phase == Phase.STOPPING;
  }

  /** Answers new requests with 503 again, while those in progress finish. */
  public void stopping() {
    phase = Phase.STOPPING;
  }

  /** Returns the port in use, also if any free one was asked for. */
  public int port() {
    return server.port();
  }

  /** Returns the address for people. */
  public String address() {
    return server.address();
  }

  /** Returns the address for a client on this machine. */
  public URI localUrl() {
    return server.localUrl();
  }

  @Override
  public void close() {
    stopping();
    server.close();
  }
}
