package dev.otto.scheduler.http;

import java.util.List;

/**
 * One endpoint: method, path template and what answers it. A segment in braces is a parameter and
 * matches one raw segment, so an id may hold an encoded slash.
 */
public record Route(String method, String path, Handler handler) {

  @FunctionalInterface
  public interface Handler {
    Answer handle(Call call) throws Exception;
  }

  public static Route get(String path, Handler handler) {
    return new Route("GET", path, handler);
  }

  public static Route post(String path, Handler handler) {
    return new Route("POST", path, handler);
  }

  public static Route put(String path, Handler handler) {
    return new Route("PUT", path, handler);
  }

  public static Route patch(String path, Handler handler) {
    return new Route("PATCH", path, handler);
  }

  public static Route delete(String path, Handler handler) {
    return new Route("DELETE", path, handler);
  }

  public List<String> segments() {
    return Router.split(path);
  }
}
