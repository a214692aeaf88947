package dev.otto.scheduler.http;

import java.util.List;

/**
 * One endpoint: method, path template and what answers it. A segment in braces is a parameter and
 * matches one raw segment, so an id may hold an encoded slash.
 */
record Route(String method, String path, Handler handler) {

  @FunctionalInterface
  interface Handler {
    Answer handle(Call call) throws Exception;
  }

  static Route get(String path, Handler handler) {
    return new Route("GET", path, handler);
  }

  static Route post(String path, Handler handler) {
    return new Route("POST", path, handler);
  }

  static Route put(String path, Handler handler) {
    return new Route("PUT", path, handler);
  }

  static Route patch(String path, Handler handler) {
    return new Route("PATCH", path, handler);
  }

  static Route delete(String path, Handler handler) {
    return new Route("DELETE", path, handler);
  }

  List<String> segments() {
    return Router.split(path);
  }
}
