package dev.otto.contract;

/**
 * One request and its answer, as they went over the wire.
 *
 * @param path with the query, still encoded
 * @param sent the body of the request, empty where there was none
 * @param answer the body of the answer
 */
public record Exchange(
    String method, String path, String sent, int status, String contentType, String answer) {

  String pathOnly() {
    return path.split("\\?", 2)[0];
  }

  String query() {
    return path.contains("?") ? path.split("\\?", 2)[1] : "";
  }

  boolean succeeded() {
    return status < 400;
  }

  boolean answersJson() {
    return contentType.startsWith("application/json");
  }

  @Override
  public String toString() {
    return method + " " + path + " " + status;
  }
}
