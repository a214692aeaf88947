package dev.otto.scheduler.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Posts notifications as JSON to an address that the operator configured. The address may hold a
 * secret, so messages name only its host.
 */
public final class Webhook implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final URI address;
  private final Duration timeout;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  public Webhook(URI address, Duration timeout) {
    this.address = address;
    this.timeout = timeout;
  }

  /** The receiver's response. */
  sealed interface PostResult {
    record Delivered() implements PostResult {}

    /**
     * The receiver did not accept it.
     *
     * @param again whether it may accept it later
     */
    record NotDelivered(String why, boolean again) implements PostResult {}
  }

  /**
   * Sends a notification; its id stays the same when it is sent again, so that the receiver can
   * recognise duplicates.
   */
  PostResult send(Notification notification) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Idempotency-Key", "otto-notification-" + notification.id())
            .POST(BodyPublishers.ofString(json(notification)))
            .build();
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      // The status is the answer. Nothing waits for a body that may never end.
      response.body().close();
      return result(response.statusCode());
    } catch (IOException e) {
      return new PostResult.NotDelivered(
          address.getHost() + " could not be reached, cut the answer or took too long", true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  private PostResult result(int status) {
    if (status >= 200 && status < 300) {
      return new PostResult.Delivered();
    }
    boolean again = status >= 500 || status == 408 || status == 429;
    return new PostResult.NotDelivered(address.getHost() + " answered " + status, again);
  }

  private static String json(Notification notification) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", notification.id())
        .put("source", notification.message().source())
        .put("severity", notification.message().priority().key())
        .put("text", notification.message().text())
        .put("runId", notification.message().runId())
        .put("createdAt", notification.createdAt().toEpochMilli())
        .toString();
  }
}
