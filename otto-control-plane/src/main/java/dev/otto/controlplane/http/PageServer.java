package dev.otto.controlplane.http;

import dev.otto.controlplane.session.Sessions;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The server that browsers talk to. */
public final class PageServer implements AutoCloseable {
  private static final int CONNECTIONS = 512;
  private static final int HEADER_BYTES = 16 * 1024;
  private static final long FORM_BYTES = 1024 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(75);

  private final Listen listen;
  private final Guard guard;
  private final Problems problems;
  private final Sender sender = new Sender();
  private final WebServer server;
  private volatile Router router = new Router(List.of());

  /** How what goes wrong is shown. */
  public interface Problems {
    /** A page, or a part of one, for what was thrown. */
    Reply show(Call call, RuntimeException thrown);

    /** Nobody is logged in, and the page is for those who are. */
    Reply login(Call call);
  }

  /** Nothing listens before {@link #start}. */
  public PageServer(Listen listen, Sessions sessions, Problems problems) {
    this.listen = listen;
    this.guard = new Guard(listen.allowedHosts(), sessions, this::cookies);
    this.problems = problems;
    this.server = build();
  }

  private WebServer build() {
    var http1 =
        Http1Config.builder().maxHeadersSize(HEADER_BYTES).sendLog(false).receiveLog(false).build();
    return WebServer.builder()
        .host(listen.host())
        .port(listen.port())
        .shutdownHook(false)
        .addConnectionSelector(Http1ConnectionSelector.builder().config(http1).build())
        // Without it a large answer waits for the client's delayed acknowledgement.
        .connectionOptions(options -> options.tcpNoDelay(true).readTimeout(IDLE))
        .idleConnectionTimeout(IDLE)
        .maxTcpConnections(CONNECTIONS)
        .maxPayloadSize(FORM_BYTES)
        .routing(HttpRouting.builder().any(this::handle))
        .build();
  }

  /**
   * Binds the address and answers these routes.
   *
   * @throws IllegalStateException if it cannot be bound; Helidon itself only logs that
   */
  public void start(List<RouteGroup> groups) {
    router = new Router(groups.stream().flatMap(group -> group.routes().stream()).toList());
    server.start();
    if (!server.isRunning()) {
      throw new IllegalStateException("The address cannot be bound");
    }
  }

  /** The port in use, also where any free one was asked for. */
  public int port() {
    return server.port();
  }

  /** Whether it listens. */
  public boolean isRunning() {
    return server.isRunning();
  }

  /** Whether there is a page at this path. */
  public boolean serves(String path) {
    return router.find("GET", path).isPresent();
  }

  public Cookies cookies() {
    return new Cookies(server.port());
  }

  @Override
  public void close() {
    server.stop();
  }

  private void handle(ServerRequest request, ServerResponse response) {
    Reply reply;
    try {
      guard.requireKnownHost(request.headers().first(HeaderNames.HOST));
      reply = answer(request);
    } catch (HttpProblem problem) {
      // Before there is a call there is no page: what asks like this is no browser of ours.
      byte[] text = (problem.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
      reply = Reply.content(problem.status(), "text/plain; charset=utf-8", text);
    }
    sender.send(request, response, reply);
  }

  private Reply answer(ServerRequest request) {
    String method = request.prologue().method().text();
    String path = request.prologue().uriPath().rawPath();
    var match = router.find(method, path);
    var call = new Call(request, match.map(Router.Match::parameters).orElse(Map.of()));
    try {
      if (match.isEmpty()) {
        guard.admit(call, Route.Access.ANYBODY);
        throw router.knows(path)
            ? new HttpProblem(405, "This address does not accept " + method)
            : HttpProblem.notFound("There is no page at this address");
      }
      Route route = match.get().route();
      guard.admit(call, route.access());
      return route.handler().handle(call);
    } catch (Guard.LoginNeeded e) {
      return problems.login(call);
    } catch (HttpException e) {
      return problems.show(call, new HttpProblem(e.status().code(), "The request cannot be read"));
    } catch (RuntimeException e) {
      return problems.show(call, e);
    }
  }
}
