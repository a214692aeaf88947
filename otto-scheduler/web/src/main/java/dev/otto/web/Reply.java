package dev.otto.web;

import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call. Immutable, so that one that is asked for again and again is made once, and
 * then also compressed once.
 */
public final class Reply {
  private static final Header JSON = contentType("application/json; charset=utf-8");
  private static final Header HTML = contentType("text/html; charset=utf-8");
  private static final Header TEXT = contentType("text/plain; charset=utf-8");
  private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Accept-Encoding");
  private static final Header GZIP =
      HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");

  private final Status status;
  private final List<Header> headers;
  private final Content content;
  private final Runnable afterwards;

  private sealed interface Content {}

  /** Writes until there is no more, or until the reader is gone. */
  @FunctionalInterface
  public interface BodyWriter {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  /**
   * A body that is written while it is sent.
   *
   * @param bytes the size of what is held in memory for it
   */
  private record Stream(BodyWriter writer, long bytes) implements Content {}

  private static final class Bytes implements Content {
    private final byte[] plain;
    private volatile byte @Nullable [] compressed;
    private int readers;
    private ByteBudget.Claim claim = ByteBudget.Claim.NONE;

    Bytes(byte[] plain) {
      this.plain = plain;
    }

    /** Takes its bytes from the budget, once for all who read it at the same time. */
    synchronized ByteBudget.Claim claim(ByteBudget budget) {
      if (readers == 0) {
        claim = budget.take(plain.length, 0, TimeUnit.SECONDS);
      }
      readers++;
      return this::release;
    }

    private synchronized void release() {
      readers--;
      if (readers == 0) {
        claim.close();
      }
    }

    /** Compresses once; two threads may both do it, with the same result. */
    byte[] compressed() {
      byte[] known = compressed;
      if (known == null) {
        known = gzip(plain);
        compressed = known;
      }
      return known;
    }
  }

  private Reply(Status status, List<Header> headers, Content content) {
    this(status, headers, content, () -> {});
  }

  private Reply(Status status, List<Header> headers, Content content, Runnable afterwards) {
    this.status = status;
    this.headers = headers;
    this.content = content;
    this.afterwards = afterwards;
  }

  /** Returns a record, a list or a map as JSON, with 200. */
  public static Reply ok(Object body) {
    return json(200, body);
  }

  /** Returns a record, a list or a map as JSON, written here so that a failure is still a 500. */
  public static Reply json(int status, Object body) {
    return new Reply(Status.create(status), List.of(JSON), new Bytes(Json.bytes(body)));
  }

  /**
   * Returns a record, a list or a map as JSON that is written while it is sent, with 200. Its
   * length is found beforehand: an answer in chunks would miss its end where the connection closes
   * with it.
   */
  public static Reply streamed(Object body) {
    long length = Json.length(body);
    var stream = new Stream(out -> Json.write(out, body), length);
    return new Reply(Status.OK_200, List.of(JSON), stream)
        .with("Content-Length", String.valueOf(length));
  }

  /** Returns JSON that is written already, with 200. */
  public static Reply json(byte[] body) {
    return new Reply(Status.OK_200, List.of(JSON), new Bytes(body));
  }

  public static Reply html(int status, byte[] page) {
    return new Reply(Status.create(status), List.of(HTML), new Bytes(page));
  }

  public static Reply text(int status, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Reply(Status.create(status), List.of(TEXT), new Bytes(bytes));
  }

  /** Returns bytes of any type, with 200. */
  public static Reply bytes(String type, byte[] body) {
    return new Reply(Status.OK_200, List.of(contentType(type)), new Bytes(body));
  }

  /** Returns headers alone. */
  public static Reply empty(int status) {
    return new Reply(Status.create(status), List.of(), new Bytes(new byte[0]));
  }

  /** Sends the browser to another page of ours, which it asks for with GET. */
  public static Reply seeOther(String location) {
    return empty(303).with("Location", location);
  }

  /** Returns server-sent events, which the writer sends as they happen. */
  public static Reply events(BodyWriter writer) {
    return new Reply(
            Status.OK_200,
            List.of(contentType("text/event-stream; charset=utf-8")),
            new Stream(writer, 0))
        .with("Cache-Control", "no-store");
  }

  private static Header contentType(String type) {
    return HeaderValues.createCached(HeaderNames.CONTENT_TYPE, type);
  }

  /** Returns the same reply with one header more. */
  public Reply with(String name, String value) {
    return with(HeaderValues.createCached(HeaderNames.create(name), value));
  }

  /** Returns the same reply with the tag of the state that it shows. */
  public Reply with(ETag tag) {
    return with(HeaderValues.createCached(HeaderNames.ETAG, tag.value()));
  }

  private Reply with(Header header) {
    var all = new ArrayList<>(headers);
    all.add(header);
    return new Reply(status, List.copyOf(all), content, afterwards);
  }

  /** Returns the same reply with an action to take once it is out. */
  public Reply then(Runnable action) {
    return new Reply(status, headers, content, action);
  }

  /** Reports whether it has {@code Vary}, and so may be sent compressed. */
  private boolean isCompressible() {
    return headers.contains(VARY);
  }

  /** Returns the same reply, to be compressed for clients that accept it. */
  public Reply compressible() {
    return isCompressible() ? this : with(VARY);
  }

  /** Returns the same reply, compressible if it has at least this many bytes. */
  Reply compressibleFrom(int size) {
    return content instanceof Bytes bytes && bytes.plain.length >= size ? compressible() : this;
  }

  public int status() {
    return status.code();
  }

  /** Converts it to the answer to an unreadable request; the connection ends with it. */
  DirectHandler.TransportResponse unread(ServerResponseHeaders responseHeaders) {
    headers.forEach(responseHeaders::set);
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(responseHeaders)
        .keepAlive(false)
        .entity(content instanceof Bytes bytes ? bytes.plain : new byte[0])
        .build();
  }

  /**
   * Takes the bytes that are held until it is sent.
   *
   * @throws ApiException if there are not that many
   */
  ByteBudget.Claim claim(ByteBudget budget) {
    return switch (content) {
      case Bytes bytes -> bytes.claim(budget);
      case Stream stream -> budget.take(stream.bytes(), 0, TimeUnit.SECONDS);
    };
  }

  void send(Call call, ServerResponse response) {
    headers.forEach(response::header);
    response.status(status);
    switch (content) {
      case Stream(var writer, _) -> {
        if (isHead(call)) {
          response.send();
        } else {
          stream(call, response, writer);
        }
      }
      case Bytes bytes -> {
        byte[] body = bytes.plain;
        if (body.length > 0 && isCompressible() && call.takesGzip()) {
          response.header(GZIP);
          body = bytes.compressed();
        }
        if (isHead(call)) {
          response.headers().contentLength(body.length);
          response.send();
        } else if (body.length > ByteBudget.SMALL) {
          // Helidon would make a copy for each reader, and keep it until a slow one has it.
          byte[] shared = body;
          response.headers().contentLength(body.length);
          stream(call, response, out -> out.write(shared, 0, shared.length));
        } else {
          response.send(body);
        }
      }
    }
    afterwards.run();
  }

  private static boolean isHead(Call call) {
    return call.method().equals("HEAD");
  }

  private static void stream(Call call, ServerResponse response, BodyWriter writer) {
    try (OutputStream out = call.watched(response.outputStream())) {
      writer.write(out);
    } catch (IOException | UncheckedIOException e) {
      throw new CloseConnectionException("The reader is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("The server is stopping", e);
    }
    // By itself Helidon ends the stream when the handler returns, which one that closes never does.
    if (response instanceof RoutingResponse routed) {
      routed.commit();
    }
  }

  private static byte[] gzip(byte[] plain) {
    var packed = new ByteArrayOutputStream(plain.length / 4 + 64);
    try (var gzip = new GZIPOutputStream(packed, 8_192)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
