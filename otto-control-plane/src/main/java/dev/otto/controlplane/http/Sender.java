package dev.otto.controlplane.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.zip.GZIPOutputStream;

/** Puts a reply on the wire with the headers that every one carries. */
final class Sender {
  private static final int WORTH_PACKING = 1_000;

  /** No script or style but our own files, no frames, no other place to send anything to. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  private static final Map<String, String> ALWAYS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          // Not "no-referrer": with that, browsers hide the origin of our own forms from us.
          "Referrer-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin");

  /** What is asked for again and again is packed once. */
  private final Map<byte[], byte[]> packed = new WeakHashMap<>();

  void send(ServerRequest request, ServerResponse response, Reply reply) {
    ALWAYS.forEach((name, value) -> response.header(HeaderNames.create(name), value));
    switch (reply) {
      case Reply.Content content -> send(request, response, content);
      case Reply.Streamed(var headers, var writer) -> {
        headers(response, headers);
        stream(response, writer);
      }
    }
  }

  private void send(ServerRequest request, ServerResponse response, Reply.Content content) {
    headers(response, content.headers());
    response.status(Status.create(content.status()));
    byte[] body = content.body();
    if (body.length >= WORTH_PACKING && takesGzip(request)) {
      response.header(HeaderNames.CONTENT_ENCODING, "gzip");
      body = content.headers().containsKey("Cache-Control") ? packedOnce(body) : pack(body);
    }
    if (body.length >= WORTH_PACKING) {
      response.header(HeaderNames.VARY, "Accept-Encoding");
    }
    if (request.prologue().method().text().equals("HEAD")) {
      response.send();
    } else {
      response.send(body);
    }
  }

  private static void headers(ServerResponse response, Map<String, String> headers) {
    if (!headers.containsKey("Cache-Control")) {
      response.header(HeaderNames.CACHE_CONTROL, "no-store");
    }
    headers.forEach((name, value) -> response.header(HeaderNames.create(name), value));
  }

  private static boolean takesGzip(ServerRequest request) {
    return request
        .headers()
        .first(HeaderNames.ACCEPT_ENCODING)
        .filter(accepted -> accepted.contains("gzip"))
        .filter(accepted -> !accepted.replace(" ", "").matches(".*gzip;q=0(\\.0*)?(,.*)?"))
        .isPresent();
  }

  private byte[] packedOnce(byte[] body) {
    synchronized (packed) {
      return packed.computeIfAbsent(body, Sender::pack);
    }
  }

  private static byte[] pack(byte[] body) {
    var bytes = new ByteArrayOutputStream(body.length / 4 + 64);
    try (var gzip = new GZIPOutputStream(bytes, 8_192)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void stream(ServerResponse response, Reply.Writer writer) {
    try (OutputStream out = response.outputStream()) {
      writer.write(out);
    } catch (IOException | UncheckedIOException e) {
      throw new CloseConnectionException("The reader is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("The control plane is stopping", e);
    }
  }
}
