package dev.otto.scheduler.http;

import dev.otto.scheduler.actor.Actor;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The server of the external API. Bound early, so that a second Otto fails before it does anything;
 * answers 503 until {@link #ready} is called.
 */
public final class ApiServer implements AutoCloseable {
  private static final int CONNECTIONS = 1024;
  private static final int HEADER_BYTES = 16 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(75);
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  private final Settings settings;
  private final WebServer server;
  private volatile boolean ready;
  private volatile Router router = new Router(List.of(health()));

  /**
   * Where the server listens and for whom.
   *
   * @param hostNames more names that a {@code Host} header may carry, for instance behind a proxy
   * @param allowInsecure take requests from other machines without TLS, because something in front
   *     of Otto provides it
   */
  public record Settings(
      String host, int port, Set<String> hostNames, Optional<TlsFiles> tls, boolean allowInsecure) {

    /**
     * Checks that no token ever travels in the clear unless somebody wants it so.
     *
     * @throws IllegalArgumentException if the address is open to other machines without TLS
     */
    public Settings {
      hostNames = Set.copyOf(hostNames);
      if (tls.isEmpty() && !allowInsecure && !LOOPBACK.contains(host)) {
        throw new IllegalArgumentException(
            "The external API is not opened to other machines at "
                + host
                + " without TLS; set externalApi.tls, or externalApi.allowInsecure where a proxy"
                + " provides it");
      }
    }

    /** With TLS, or for this machine only. */
    public Settings(String host, int port, Set<String> hostNames, Optional<TlsFiles> tls) {
      this(host, port, hostNames, tls, false);
    }

    /** Plain HTTP for this machine only. */
    public static Settings loopback(int port) {
      return new Settings("127.0.0.1", port, Set.of(), Optional.empty());
    }

    private Set<String> allowedHosts() {
      var names = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
      names.addAll(LOOPBACK);
      names.add(host);
      names.addAll(hostNames);
      return names;
    }
  }

  /** Hears of each request that was turned away. */
  @FunctionalInterface
  public interface Denials {
    void denied(Actor actor, String request, String reason);
  }

  /** Hears of each answer that was sent; the path is a template, so that there are few. */
  @FunctionalInterface
  public interface Answers {
    void answered(String method, String path, int status);
  }

  /**
   * Nothing listens before {@link #start}.
   *
   * @param token the right token at this moment, asked for with each request
   */
  public ApiServer(
      Settings settings,
      Supplier<byte[]> token,
      Denials denials,
      Answers answers,
      InstantSource clock) {
    this.settings = settings;
    var access =
        new Access(settings.allowedHosts(), token, new FailedAttempts(clock), () -> ready, denials);
    var routing = HttpRouting.builder();
    ErrorMap.register(routing);
    routing.any(
        (request, response) -> {
          var served = Served.by(answers, response);
          access.require(request);
          router.handle(request, response, served);
          Served.closeWhenSaid(response);
        });
    this.server = listenWith(routing);
  }

  /** The one thing that is told to anybody: up or down. */
  private Route health() {
    return Route.get(
        Access.OPEN_PATH,
        call ->
            ready ? Answer.ok(Map.of("status", "up")) : Answer.json(503, Map.of("status", "down")));
  }

  /**
   * Binds the address.
   *
   * @throws IllegalStateException if it cannot be bound; Helidon itself only logs that
   */
  public void start() {
    server.start();
    if (!server.isRunning()) {
      throw new IllegalStateException("The address cannot be bound");
    }
  }

  /** From now on requests for these routes are answered. */
  public void ready(List<RouteGroup> groups) {
    var routes = new ArrayList<Route>();
    routes.add(health());
    groups.forEach(group -> routes.addAll(group.routes()));
    router = new Router(routes);
    ready = true;
  }

  /** Requests are answered with 503 again, while what is under way comes to its end. */
  public void stopping() {
    ready = false;
  }

  /** The port in use, also where any free one was asked for. */
  public int port() {
    return server.port();
  }

  /** For people. */
  public String address() {
    return addressOn(settings.host());
  }

  /** Where a client on this machine reaches it. */
  public URI localUrl() {
    boolean anywhere = settings.host().equals("0.0.0.0") || settings.host().equals("::");
    return URI.create(addressOn(anywhere ? "127.0.0.1" : settings.host()));
  }

  private String addressOn(String host) {
    String scheme = settings.tls().isPresent() ? "https" : "http";
    return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  @Override
  public void close() {
    stopping();
    server.stop();
  }

  private WebServer listenWith(HttpRouting.Builder routing) {
    var http1 =
        Http1Config.builder().maxHeadersSize(HEADER_BYTES).sendLog(false).receiveLog(false).build();
    var server =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .shutdownHook(false)
            .addConnectionSelector(Http1ConnectionSelector.builder().config(http1).build())
            // Without it a large answer waits for the client's delayed acknowledgement.
            .connectionOptions(options -> options.tcpNoDelay(true).readTimeout(IDLE))
            .idleConnectionTimeout(IDLE)
            .maxTcpConnections(CONNECTIONS)
            .maxPayloadSize(Call.LARGEST_BODY)
            .directHandlers(ErrorMap.directHandlers())
            .routing(routing);
    settings.tls().map(TlsFiles::load).ifPresent(server::tls);
    return server.build();
  }
}
