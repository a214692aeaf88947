package dev.otto.controlplane.http;

import dev.otto.controlplane.session.Sessions;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.ConnectionLimits;
import dev.otto.web.KnownHosts;
import dev.otto.web.Listen;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.web.Router;
import dev.otto.web.Server;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server that browsers talk to. */
public final class PageServer implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 512;

  /** The daemon has an API, a database and calls to OpenCode in the same process. */
  private static final double SHARE_OF_FILES = 0.25;

  private static final int WORTH_COMPRESSING = 1_000;
  private static final int MISDIRECTED = 421;

  /** The policy: no script or style but our own files, no frames, no other place to send to. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          // Not "no-referrer": with that, browsers hide the origin of our own forms from us.
          "Referrer-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin");

  private final Guard guard;
  private final KnownHosts hosts;
  private final Problems problems;
  private final Server server;
  private volatile Router router = new Router(List.of());

  /** Shows what goes wrong. */
  public interface Problems {
    /** Returns a page, or a part of one, for what was thrown. */
    Reply show(Call call, Throwable thrown);

    /** Returns the way to the login, for a page that needs one. */
    Reply login(Call call);
  }

  /** Prepares the server; nothing listens before {@link #start}. */
  public PageServer(Listen listen, Sessions sessions, Problems problems) {
    this.hosts = new KnownHosts(listen);
    this.guard = new Guard(sessions);
    this.problems = problems;
    this.server =
        new Server(
            new Server.Settings(
                listen,
                ConnectionLimits.within(MAX_CONNECTIONS, SHARE_OF_FILES),
                HEADERS,
                WORTH_COMPRESSING),
            new PageApplication());
  }

  /** The way of every call: known host, guard, page. No page can forget the guard. */
  private final class PageApplication implements Server.Application {
    @Override
    public Reply answer(Call call) throws Exception {
      // A page elsewhere cannot point a name of its own at us; what asks so is no browser of ours.
      if (!hosts.contains(call.host())) {
        return Reply.text(
            MISDIRECTED,
            "The control plane does not answer for this host name; use its own address or add the"
                + " name to controlPlane.hostNames\n");
      }
      Optional<Route> route = router.find(call);
      guard.admit(call, route.map(Route::access).orElse(Route.Access.ANYBODY));
      return route
          .orElseThrow(() -> router.missing(call, "There is no page at this address"))
          .handler()
          .handle(call);
    }

    @Override
    public Reply failed(Call call, Throwable thrown) {
      return thrown instanceof Guard.LoginNeeded
          ? problems.login(call)
          : problems.show(call, thrown);
    }

    @Override
    public Reply refused(ApiException refusal) {
      return Reply.text(refusal.code().status(), refusal.getMessage() + "\n");
    }

    @Override
    public void answered(Call call, Reply reply) {}
  }

  /**
   * Binds the address and answers these routes.
   *
   * @throws IllegalStateException if it cannot be bound
   */
  public void start(List<RouteGroup> groups) {
    router = new Router(groups);
    server.start();
  }

  /** Returns the port in use, also if any free one was asked for. */
  public int port() {
    return server.port();
  }

  /** Returns the address for a browser on this machine. */
  public String address() {
    return server.localUrl().toString();
  }

  /** Reports whether it listens. */
  public boolean isRunning() {
    return server.isRunning();
  }

  /** Reports whether there is a page at this path. */
  public boolean serves(String path) {
    return router.serves(path);
  }

  @Override
  public void close() {
    server.close();
  }
}
