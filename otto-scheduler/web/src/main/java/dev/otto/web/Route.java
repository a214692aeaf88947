package dev.otto.web;

/**
 * One endpoint: method, path template, who is let in, and the handler. A segment in braces is a
 * parameter; it matches one segment as it was sent, so an id may hold an encoded slash.
 */
public record Route(String method, String path, Access access, Handler handler) {

  /** The callers that are let in; the server decides how they show it. */
  public enum Access {
    /** Callers with a token or a session. */
    AUTHENTICATED,
    /** Everybody. */
    ANYBODY,
    /** Programs with a token that the handler itself checks; never a page in a browser. */
    PROGRAM
  }

  /** Answers a request, or throws an {@link ApiException}. */
  @FunctionalInterface
  public interface Handler {
    Reply handle(Call call) throws Exception;
  }

  public static Route get(String path, Handler handler) {
    return new Route("GET", path, Access.AUTHENTICATED, handler);
  }

  public static Route post(String path, Handler handler) {
    return new Route("POST", path, Access.AUTHENTICATED, handler);
  }

  public static Route put(String path, Handler handler) {
    return new Route("PUT", path, Access.AUTHENTICATED, handler);
  }

  public static Route patch(String path, Handler handler) {
    return new Route("PATCH", path, Access.AUTHENTICATED, handler);
  }

  public static Route delete(String path, Handler handler) {
    return new Route("DELETE", path, Access.AUTHENTICATED, handler);
  }

  /** Returns the same route with this access. */
  public Route open(Access to) {
    return new Route(method, path, to, handler);
  }
}
