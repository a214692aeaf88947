package dev.otto.controlplane.http;

import dev.otto.controlplane.session.Session;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request of a browser, and who sent it. */
public final class Call {
  private final ServerRequest request;
  private final Map<String, String> parameters;
  private final Form query;
  private final Form form;
  private @Nullable Session session;

  Call(ServerRequest request, Map<String, String> parameters) {
    this.request = request;
    this.parameters = parameters;
    this.query = Form.parse(request.query().rawValue());
    this.form = readForm(request);
  }

  private static Form readForm(ServerRequest request) {
    boolean isForm =
        request
            .headers()
            .first(HeaderNames.CONTENT_TYPE)
            .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
            .isPresent();
    if (!isForm || !request.content().hasEntity()) {
      return Form.parse("");
    }
    try (var body = request.content().inputStream()) {
      return Form.parse(new String(body.readAllBytes(), StandardCharsets.UTF_8));
    } catch (java.io.IOException e) {
      throw new HttpProblem(400, "The form arrived incomplete; send it again");
    }
  }

  public String method() {
    return request.prologue().method().text();
  }

  /** Without the query, still encoded. */
  public String path() {
    return request.prologue().uriPath().rawPath();
  }

  /** The path with its query, as it was asked for. */
  public String address() {
    String raw = request.query().rawValue();
    return raw.isEmpty() ? path() : path() + "?" + raw;
  }

  /** A parameter of the route, decoded. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The route has no parameter " + name);
    }
    return value;
  }

  /** What stands behind the question mark. */
  public Form query() {
    return query;
  }

  /** What was sent with a form; empty where nothing was. */
  public Form form() {
    return form;
  }

  public Optional<String> header(String name) {
    return request.headers().first(HeaderNames.create(name));
  }

  public Optional<String> cookie(String name) {
    return request.headers().all(HeaderNames.COOKIE, List::of).stream()
        .flatMap(line -> Arrays.stream(line.split(";", -1)))
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  /** Whether the script asks for a part of the page and not the browser for all of it. */
  public boolean wantsPart() {
    return header("HX-Request").isPresent() && header("HX-History-Restore-Request").isEmpty();
  }

  /** Whether the page asks by itself, because something changed, and not the person before it. */
  public boolean isLive() {
    return header("X-Otto-Live").isPresent();
  }

  /** Who is logged in; only routes for {@link Route.Access#SESSION} may ask. */
  public Session session() {
    if (session == null) {
      throw new IllegalStateException("This route is open to everybody");
    }
    return session;
  }

  /** Who is logged in, if anybody. */
  public Optional<Session> sessionIfAny() {
    return Optional.ofNullable(session);
  }

  void enter(Session session) {
    this.session = session;
  }

  /** The address of the machine that asks. */
  public String peer() {
    return request.remotePeer().address() instanceof InetSocketAddress peer
            && peer.getAddress() != null
        ? peer.getAddress().getHostAddress()
        : "unknown";
  }
}
