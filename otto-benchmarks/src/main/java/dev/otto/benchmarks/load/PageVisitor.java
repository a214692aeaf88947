package dev.otto.benchmarks.load;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Somebody who is logged in to the control plane of a daemon on this machine. */
final class PageVisitor implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .build();
  private final String address;

  /**
   * Logs in.
   *
   * @param home the home folder of the daemon
   */
  PageVisitor(Path home) throws IOException, InterruptedException {
    String daemon = Files.readString(home.resolve("secrets/daemon.json"));
    address = Setting.json(daemon).path("controlPlane").asText();
    String token = Files.readString(home.resolve("secrets/internal-api.token")).strip();
    var login =
        HttpRequest.newBuilder(URI.create(address + "/login"))
            .header("Origin", address)
            .header("Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)))
            .build();
    int status = http.send(login, BodyHandlers.discarding()).statusCode();
    if (status != 303) {
      throw new IOException("the login was answered with " + status);
    }
  }

  /** Reads a page as the script of an open one does. */
  String get(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("HX-Request", "true")
            .header("X-Otto-Live", "1")
            .build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  @Override
  public void close() {
    http.close();
  }
}
