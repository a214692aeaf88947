package dev.otto.controlplane.http;

import dev.otto.web.Call;
import dev.otto.web.Reply;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cookie of a session. Cookies are shared across the ports of a host, so the port is part of
 * its name: that of the address that the browser knows, which is the same for all Ottos behind a
 * proxy. No domain is given, which binds it to the host that set it.
 */
public final class Cookies {
  private static final Pattern PORT = Pattern.compile(":(\\d{1,5})$");

  private Cookies() {}

  static String name(Call call) {
    Matcher port = PORT.matcher(call.host());
    return port.find() ? "otto-session-" + port.group(1) : "otto-session";
  }

  /** Adds the cookie to the answer to a login. */
  public static Reply begin(Call call, Reply reply, String value) {
    return reply.with("Set-Cookie", line(call, value));
  }

  /** Removes the cookie with the answer to a logout. */
  public static Reply end(Call call, Reply reply) {
    return reply.with("Set-Cookie", line(call, "") + "; Max-Age=0");
  }

  /** Writes the header; behind a proxy with TLS the browser is told to keep it for TLS. */
  private static String line(Call call, String value) {
    boolean tls = call.header("Origin").filter(origin -> origin.startsWith("https:")).isPresent();
    return name(call)
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite=Strict"
        + (tls ? "; Secure" : "");
  }
}
