package dev.otto.scheduler.http;

import dev.otto.contract.Exchange;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Requests to servers as a test wants them, each with what the contract has to know of it. */
final class Asked implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();

  /** What was asked and answered, and the answer with its headers. */
  record Reply(Exchange exchange, HttpResponse<String> answer) {
    String header(String name) {
      return answer.headers().firstValue(name).orElse("");
    }
  }

  /** With JSON as its content, unless the header says otherwise. */
  Reply at(String server, String method, String path, String body, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server + path))
            .setHeader("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return new Reply(
        new Exchange(method, path, body, answer.statusCode(), type, answer.body()), answer);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
