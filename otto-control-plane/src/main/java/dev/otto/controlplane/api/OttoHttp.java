package dev.otto.controlplane.api;

import dev.otto.web.Json;
import dev.otto.wire.ErrorAnswer;
import dev.otto.wire.ErrorAnswer.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends requests to Otto. Connections are reused; nothing is sent twice. */
public final class OttoHttp implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);

  private final OttoConnection connection;
  private final HttpClient client;

  /**
   * The connection to Otto.
   *
   * @param token read for each request, so that a new one takes effect at once
   * @param name the client's name, which Otto's audit records as the surface
   */
  public record OttoConnection(URI otto, Supplier<String> token, String name) {
    /** Returns the address of a path; Otto may be under a path of a proxy itself. */
    URI at(String path) {
      return URI.create(otto.toString().replaceAll("/+$", "") + path);
    }

    @Override
    public String toString() {
      return "Connection[" + otto + "]";
    }
  }

  /**
   * Creates an instance with the caller's HTTP client, which may trust a certificate of its own.
   */
  public OttoHttp(OttoConnection connection, HttpClient.Builder client) {
    this.connection = connection;
    this.client =
        client
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  <T> Result<T> send(Request request, Class<T> type) {
    HttpResponse<byte[]> response;
    try {
      response = client.send(message(request).build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      return new Result.Unreachable<>("Otto does not answer at " + connection.otto());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.Unreachable<>("The control plane is stopping");
    }
    return read(response, type);
  }

  /**
   * Opens Otto's events as a stream of lines, or fails with a status that is not 200.
   *
   * @param lastEventId the last event read, to continue after it
   */
  public InputStream events(Optional<String> lastEventId) throws IOException, InterruptedException {
    var request = message(new Request("GET", "/external/events")).timeout(CONNECT);
    lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      response.body().close();
      throw new IOException("Otto answers " + response.statusCode());
    }
    return response.body();
  }

  private HttpRequest.Builder message(Request request) {
    var body = request.body();
    var message =
        HttpRequest.newBuilder(connection.at(request.path()))
            .timeout(request.patience())
            .header("Authorization", "Bearer " + connection.token().get())
            .header("X-Otto-Client", connection.name())
            .method(
                request.method(),
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    if (body != null) {
      message.header("Content-Type", "application/json");
    }
    request.headers().forEach(message::header);
    return message;
  }

  private <T> Result<T> read(HttpResponse<byte[]> response, Class<T> type) {
    int status = response.statusCode();
    try {
      if (status >= 200 && status < 300) {
        return new Result.Ok<>(
            Json.read(response.body(), type), response.headers().firstValue("ETag"));
      }
      if (status == 304) {
        return new Result.Refused<>(status, "not_modified", "It is still the same", List.of());
      }
      return failure(status, Json.read(response.body(), ErrorAnswer.class));
    } catch (IOException e) {
      return new Result.Unreachable<>(notOtto(status));
    }
  }

  private <T> Result<T> failure(int status, ErrorAnswer answer) {
    // Whatever answers with JSON may lack any of it.
    @Nullable String code = answer.error();
    if (code == null) {
      return new Result.Unreachable<>(notOtto(status));
    }
    String message = Objects.requireNonNullElse(answer.message(), code);
    if (status == 401 || status == 429) {
      return new Result.Unauthorised<>(
          "Otto at " + connection.otto() + " does not accept the token of the control plane");
    }
    List<FieldError> details =
        Objects.requireNonNullElse(answer.details(), List.<FieldError>of()).stream()
            .map(one -> new FieldError(one.path(), Advice.forPeople(one.message())))
            .toList();
    return new Result.Refused<>(status, code, Advice.forPeople(message), details);
  }

  private String notOtto(int status) {
    return "The server at " + connection.otto() + " with " + status + " is not Otto";
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
