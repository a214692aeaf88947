package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URI;
import java.util.Optional;

/** A request as bytes of HTTP/1.1. */
record HttpRequest(
    String method,
    URI target,
    String accept,
    Optional<String> authorization,
    Optional<byte[]> body) {

  boolean secure() {
    return target.getScheme().equalsIgnoreCase("https");
  }

  int port() {
    return target.getPort() >= 0 ? target.getPort() : secure() ? 443 : 80;
  }

  /** Returns the server's address, for messages. */
  String server() {
    return target.getScheme() + "://" + target.getRawAuthority();
  }

  /** Returns the name for messages: {@code GET /config}. */
  String name() {
    return method + " " + target.getRawPath();
  }

  /** Reports whether it may be sent again where nobody knows if it arrived. */
  boolean isRepeatable() {
    return method.equals("GET");
  }

  /**
   * Returns the head as it is sent.
   *
   * @param last whether the server is to close the connection after its response
   */
  byte[] head(boolean last) {
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    var head = new StringBuilder(256);
    head.append(method).append(' ').append(target.getRawPath()).append(query);
    head.append(" HTTP/1.1\r\n");
    header(head, "Host", target.getRawAuthority());
    header(head, "Connection", last ? "close" : "keep-alive");
    header(head, "Accept", accept);
    if (accept.equals("application/json")) {
      header(head, "Accept-Encoding", "gzip");
    }
    authorization.ifPresent(value -> header(head, "Authorization", value));
    body.ifPresent(bytes -> header(head, "Content-Type", "application/json"));
    if (!method.equals("GET")) {
      header(head, "Content-Length", String.valueOf(body.map(bytes -> bytes.length).orElse(0)));
    }
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  private static void header(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
