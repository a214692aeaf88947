package dev.otto.controlplane.http;

import dev.otto.web.Call;
import dev.otto.web.Reply;

/**
 * The cookie of a session. Cookies are shared across the ports of a host, so the port is part of
 * its name. No domain is given, which binds it to the host that set it.
 */
public final class Cookies {
  private final int port;

  Cookies(int port) {
    this.port = port;
  }

  String name() {
    return "otto-session-" + port;
  }

  /** Adds the cookie to the answer to a login. */
  public Reply begin(Call call, Reply reply, String value) {
    return reply.with("Set-Cookie", line(call, value));
  }

  /** Removes the cookie with the answer to a logout. */
  public Reply end(Call call, Reply reply) {
    return reply.with("Set-Cookie", line(call, "") + "; Max-Age=0");
  }

  /** Writes the header; behind a proxy with TLS the browser is told to keep it for TLS. */
  private String line(Call call, String value) {
    boolean tls = call.header("Origin").filter(origin -> origin.startsWith("https:")).isPresent();
    return name() + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + (tls ? "; Secure" : "");
  }
}
