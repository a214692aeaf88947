package dev.otto.models.opencode;

import dev.otto.models.opencode.OpenCodeCallException.CallFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One call. {@link #cancel} ends it from any thread at any moment, because closing the socket wakes
 * a thread that waits for it.
 */
public final class OpenCodeCall implements AutoCloseable {
  private static final long BODY_LIMIT = 64L << 20;

  /** The time for the end of a response of which everything wanted has been read. */
  private static final Duration END_WAIT = Duration.ofMillis(100);

  private final HttpRequest request;
  private final Deadline deadline;
  private final Optional<KeptConnection> kept;
  private final HttpConnection own;
  private volatile HttpConnection connection;
  private volatile boolean cancelled;
  private @Nullable Answer answer;
  private boolean handedOn;

  /** A response whose body is still to be read. */
  private record Answer(HttpHead head, HttpBody body) {}

  /** An answer whose body is read while it arrives; the stream ends with the call. */
  public record StreamedResponse(int status, String contentType, InputStream body) {

    /** Works like {@link OpenCodeHttp.Response#isJson}. */
    public boolean isJson() {
      return OpenCodeHttp.mediaType(contentType).equals("application/json");
    }
  }

  OpenCodeCall(HttpRequest request, Deadline deadline, Optional<KeptConnection> kept) {
    this(request, deadline, kept, new HostLookup(InetAddress::getByName));
  }

  OpenCodeCall(
      HttpRequest request, Deadline deadline, Optional<KeptConnection> kept, HostLookup lookup) {
    this.request = request;
    this.deadline = deadline;
    this.kept = kept;
    this.own = new HttpConnection(lookup);
    this.connection = own;
  }

  /** Sends the request and reads the whole response, up to 64 MiB. */
  public OpenCodeHttp.Response send() throws OpenCodeCallException {
    StreamedResponse answer = stream(BODY_LIMIT);
    try {
      return new OpenCodeHttp.Response(
          answer.status(), answer.contentType(), answer.body().readAllBytes());
    } catch (IOException e) {
      throw explained(e);
    }
  }

  /**
   * Sends the request and reads the head of the response. Reading the body throws {@link
   * OpenCodeCallException} too.
   */
  public StreamedResponse stream() throws OpenCodeCallException {
    return stream(BODY_LIMIT);
  }

  StreamedResponse stream(long bodyLimit) throws OpenCodeCallException {
    return stream(bodyLimit, body -> body);
  }

  /** Works like {@link #stream()} for JSON whose strings are cut at this size. */
  StreamedResponse streamShort(int maxStringBytes) throws OpenCodeCallException {
    return stream(BODY_LIMIT, body -> new ShortStrings(body, maxStringBytes));
  }

  private StreamedResponse stream(long bodyLimit, UnaryOperator<InputStream> filter)
      throws OpenCodeCallException {
    try {
      Answer came = answer();
      answer = came;
      InputStream unpacked = came.head().unpacked(came.body());
      return new StreamedResponse(
          came.head().status(),
          came.head().contentType(),
          new BodyInput(filter.apply(unpacked), bodyLimit));
    } catch (IOException e) {
      close();
      throw explained(e);
    }
  }

  private Answer answer() throws IOException {
    Optional<HttpConnection> before =
        request.isRepeatable() ? kept.flatMap(KeptConnection::take) : Optional.empty();
    if (before.isPresent()) {
      try {
        return answer(before.get());
      } catch (SocketException | SSLException | EOFException e) {
        // The server has closed it since the call before.
        before.get().close();
      }
    }
    return answer(own);
  }

  private Answer answer(HttpConnection on) throws IOException {
    connection = on;
    if (cancelled) {
      on.close();
    }
    InputStream in = on.send(request, kept.isEmpty(), deadline);
    HttpHead head = HttpHead.read(in);
    return new Answer(head, head.body(in));
  }

  /**
   * Ends the call: a thread that waits in it gets an exception with {@link CallFailure#CANCELLED}.
   */
  public void cancel() {
    cancelled = true;
    connection.close();
  }

  /** Ends the call. Where its response is complete, its connection is left to the next one. */
  @Override
  public void close() {
    Answer came = answer;
    answer = null;
    if (!handedOn && came != null && kept.isPresent() && isComplete(came)) {
      handedOn = true;
      kept.get().keep(connection);
    }
    if (!handedOn) {
      connection.close();
    }
  }

  private boolean isComplete(Answer came) {
    connection.limit(Deadline.inTotal(END_WAIT));
    try {
      return came.head().isPersistent() && came.body().readToEnd();
    } catch (IOException e) {
      return false;
    }
  }

  OpenCodeCallException notOpenCode() {
    return failed(
        CallFailure.NOT_OPENCODE,
        "answered " + request.name() + " in a way OpenCode does not; check the URL",
        new ProtocolException());
  }

  private OpenCodeCallException explained(IOException e) {
    if (e instanceof OpenCodeCallException told) {
      return told;
    }
    if (cancelled || Thread.currentThread().isInterrupted()) {
      return failed(
          CallFailure.CANCELLED,
          "was not waited for any longer, because the call was cancelled",
          e);
    }
    if (!own.wasOpened() && connection == own) {
      return failed(
          CallFailure.UNREACHABLE,
          "cannot be reached (%s); start it with \"opencode serve\" or correct the URL"
              .formatted(refusal(e)),
          e);
    }
    if (e instanceof ProtocolException || e instanceof ZipException) {
      return notOpenCode();
    }
    if (e instanceof SocketTimeoutException || late()) {
      return failed(
          CallFailure.TIMEOUT,
          "did not finish answering %s within %d ms; see whether it is overloaded or still starting"
              .formatted(request.name(), deadline.limit().toMillis()),
          e);
    }
    return failed(
        CallFailure.BROKEN_OFF,
        "closed the connection before %s was answered; see whether it was stopped"
            .formatted(request.name()),
        e);
  }

  private boolean late() {
    try {
      return deadline.millisLeft() <= 0;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  private static String refusal(IOException e) {
    if (e instanceof SocketTimeoutException) {
      return "no connection in time";
    }
    return switch (e.getClass().getSimpleName()) {
      case "ConnectException" -> "connection refused";
      case "UnknownHostException" -> "unknown host";
      case "SSLHandshakeException", "SSLException" -> "TLS handshake failed";
      default -> "no connection";
    };
  }

  private OpenCodeCallException failed(CallFailure reason, String what, IOException cause) {
    return new OpenCodeCallException(reason, "OpenCode at " + request.server() + " " + what, cause);
  }

  /** Limits the decompressed bytes, and explains failures. */
  private final class BodyInput extends InputStream {
    private final InputStream in;
    private long left;

    BodyInput(InputStream in, long limit) {
      this.in = in;
      this.left = limit;
    }

    @Override
    public int read() throws OpenCodeCallException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws OpenCodeCallException {
      try {
        int count = in.read(bytes, offset, length);
        left -= Math.max(count, 0);
        if (left < 0) {
          throw failed(
              CallFailure.TOO_LARGE, "sent more than Otto reads; check the URL", new IOException());
        }
        return count;
      } catch (IOException e) {
        answer = null; // What follows on the connection belongs to no other call.
        throw explained(e);
      }
    }

    @Override
    public void close() {
      OpenCodeCall.this.close();
    }
  }
}
