package dev.otto.scheduler.actor;

import dev.otto.web.Call;
import java.util.Locale;

/**
 * The author of a change: a name, and the surface it came through.
 *
 * @param name the token's holder, the JMX user, or the part of Otto that acts by itself
 */
public record Actor(String name, Surface surface) {
  private static final String TOKEN_HOLDER = "api-token";

  /** Returns the holder of the token, through the surface that the client names. */
  public static Actor of(Call call) {
    String client = call.header("X-Otto-Client").orElse("").toLowerCase(Locale.ROOT);
    Surface surface =
        client.startsWith("ottoctl")
            ? Surface.CLI
            : client.startsWith("otto-control-plane") || client.startsWith("web")
                ? Surface.WEB
                : Surface.REST;
    return new Actor(TOKEN_HOLDER, surface);
  }

  /** Returns Otto itself. */
  public static Actor scheduler(String part) {
    return new Actor(part, Surface.SCHEDULER);
  }

  /** Returns the actor of a manual edit of the file. */
  public static Actor fileEdit() {
    return new Actor("file", Surface.FILE);
  }
}
