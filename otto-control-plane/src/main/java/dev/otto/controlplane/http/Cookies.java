package dev.otto.controlplane.http;

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

  /** Sent along with the answer to a login. */
  public Reply begin(Call call, Reply reply, String value) {
    return reply.with("Set-Cookie", line(call, value));
  }

  /** Sent along with the answer to a log out. */
  public Reply end(Call call, Reply reply) {
    return reply.with("Set-Cookie", line(call, "") + "; Max-Age=0");
  }

  /** Behind a proxy with TLS the browser is told to keep it for TLS. */
  private String line(Call call, String value) {
    boolean tls = call.header("Origin").filter(origin -> origin.startsWith("https:")).isPresent();
    return name() + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + (tls ? "; Secure" : "");
  }
}
