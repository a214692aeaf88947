package dev.otto.controlplane.http;

import java.util.List;

/**
 * One path with one method. A segment in braces is a parameter; it may hold anything, an encoded
 * slash included.
 */
public record Route(String method, String path, Access access, Handler handler) {

  /** Who may come in. */
  public enum Access {
    /** Those who are logged in; a change also shows the token of its form. */
    SESSION,
    /** Everybody, but a change must come from a page of ours. */
    ANYBODY,
    /** Programs with a token of their own, which the handler checks; never a page. */
    PROGRAM
  }

  /** What happens there. */
  @FunctionalInterface
  public interface Handler {
    Reply handle(Call call);
  }

  /** A page for those who are logged in. */
  public static Route get(String path, Handler handler) {
    return new Route("GET", path, Access.SESSION, handler);
  }

  /** A change by somebody who is logged in. */
  public static Route post(String path, Handler handler) {
    return new Route("POST", path, Access.SESSION, handler);
  }

  /** The same for others. */
  public Route open(Access to) {
    return new Route(method, path, to, handler);
  }

  List<String> segments() {
    return Router.split(path);
  }
}
