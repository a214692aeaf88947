package dev.otto.models.opencode;

import dev.otto.models.opencode.OpenCodeCallException.CallFailure;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.UnaryOperator;
import java.util.zip.ZipException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One call on a connection of its own. {@link #cancel} ends it from any thread at any moment,
 * because closing the socket wakes a thread that waits for it.
 */
public final class OpenCodeCall implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int LOOKUP_MILLIS = 10_000;
  private static final long BODY_LIMIT = 64L << 20;

  /**
   * The number of bytes that a new connection always accepts at once, whether or not the server
   * reads.
   */
  private static final int UNGUARDED_WRITE = 16 * 1024;

  private final HttpRequest request;
  private final Deadline deadline;
  private final Socket socket = new Socket();
  private final HostLookup lookup;
  private boolean connected;
  private volatile boolean cancelled;

  /** An answer whose body is read while it arrives; the stream ends with the call. */
  public record StreamedResponse(int status, String contentType, InputStream body) {

    /** Works like {@link OpenCodeHttp.Response#isJson}. */
    public boolean isJson() {
      return OpenCodeHttp.mediaType(contentType).equals("application/json");
    }
  }

  OpenCodeCall(HttpRequest request, Deadline deadline) {
    this(request, deadline, new HostLookup(InetAddress::getByName));
  }

  OpenCodeCall(HttpRequest request, Deadline deadline, HostLookup lookup) {
    this.request = request;
    this.deadline = deadline;
    this.lookup = lookup;
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
      Socket link = connect();
      write(link);
      var in = new BufferedInputStream(new DeadlineInput(link.getInputStream()), 8192);
      HttpHead head = HttpHead.read(in);
      return new StreamedResponse(
          head.status(), head.contentType(), new BodyInput(filter.apply(head.body(in)), bodyLimit));
    } catch (IOException e) {
      close();
      throw explained(e);
    }
  }

  private Socket connect() throws IOException {
    String host = request.target().getHost();
    InetAddress address = lookup.find(host, Math.min(LOOKUP_MILLIS, deadline.millisLeft()));
    socket.connect(
        new InetSocketAddress(address, request.port()),
        Math.min(CONNECT_MILLIS, deadline.millisLeft()));
    socket.setTcpNoDelay(true);
    Socket link = request.secure() ? encrypted(host) : socket;
    connected = true;
    return link;
  }

  private Socket encrypted(String host) throws IOException {
    var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    var link = (SSLSocket) factory.createSocket(socket, host, request.port(), true);
    var parameters = link.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    link.setSSLParameters(parameters);
    link.setSoTimeout(deadline.millisLeft());
    link.startHandshake();
    return link;
  }

  private void write(Socket link) throws IOException {
    byte[] body = request.body().orElse(new byte[0]);
    Runnable done = body.length > UNGUARDED_WRITE ? closeWhenLate() : () -> {};
    try {
      var out = link.getOutputStream();
      out.write(request.head());
      out.write(body);
      out.flush();
    } finally {
      done.run();
    }
  }

  /**
   * Closes the socket when the deadline passes, since a write has no timeout of its own. Returns
   * the action that cancels this.
   */
  private Runnable closeWhenLate() throws SocketTimeoutException {
    int millis = deadline.millisLeft();
    var guard =
        new Thread(
            () -> {
              try {
                Thread.sleep(millis);
                close();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "otto-opencode-write-guard");
    guard.setDaemon(true);
    guard.start();
    return guard::interrupt;
  }

  /**
   * Ends the call: a thread that waits in it gets an exception with {@link CallFailure#CANCELLED}.
   */
  public void cancel() {
    cancelled = true;
    close();
  }

  @Override
  public void close() {
    lookup.cancel();
    try {
      socket.close();
    } catch (IOException e) {
      // The connection is gone either way.
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
    if (!connected) {
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

  /** Waits for the next bytes until the call's deadline. */
  private final class DeadlineInput extends FilterInputStream {
    DeadlineInput(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      while (true) {
        socket.setSoTimeout(deadline.millisLeft());
        try {
          return super.read(bytes, offset, length);
        } catch (SocketTimeoutException e) {
          if (!deadline.mayBeExtended()) {
            throw e;
          }
        }
      }
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
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
        throw explained(e);
      }
    }

    @Override
    public void close() {
      OpenCodeCall.this.close();
    }
  }
}
