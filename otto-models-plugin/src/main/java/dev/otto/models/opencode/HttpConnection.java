package dev.otto.models.opencode;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection to OpenCode, plain or encrypted. Each wait on it ends at the deadline of the call
 * that uses it, or when any thread closes it.
 */
final class HttpConnection implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int LOOKUP_MILLIS = 10_000;
  private static final int BUFFER = 8192;

  /**
   * The number of bytes that a new connection always accepts at once, whether or not the server
   * reads.
   */
  private static final int UNGUARDED_WRITE = 16 * 1024;

  private final Socket socket = new Socket();
  private final HostLookup lookup;
  private @Nullable Link link;

  /** The two directions of the open connection. */
  private record Link(OutputStream out, DeadlineInput waits, InputStream in) {}

  HttpConnection(HostLookup lookup) {
    this.lookup = lookup;
  }

  /** Reports whether it was ever open. */
  boolean wasOpened() {
    return link != null;
  }

  /**
   * Sends a request, on a connection that is opened if it is not yet, and returns its end on which
   * the response comes. Each read of that ends at the deadline.
   *
   * @param last whether the server is to close the connection after its response
   */
  InputStream send(HttpRequest request, boolean last, Deadline deadline) throws IOException {
    Link open = link == null ? open(request, deadline) : link;
    link = open;
    open.waits().deadline = deadline;
    byte[] body = request.body().orElse(new byte[0]);
    Runnable done = body.length > UNGUARDED_WRITE ? closeWhenLate(deadline) : () -> {};
    try {
      open.out().write(request.head(last));
      open.out().write(body);
      open.out().flush();
    } finally {
      done.run();
    }
    return open.in();
  }

  /** Sets the deadline of what is still to be read. */
  void limit(Deadline deadline) {
    if (link != null) {
      link.waits().deadline = deadline;
    }
  }

  private Link open(HttpRequest request, Deadline deadline) throws IOException {
    String host = request.target().getHost();
    InetAddress address = lookup.find(host, Math.min(LOOKUP_MILLIS, deadline.millisLeft()));
    socket.connect(
        new InetSocketAddress(address, request.port()),
        Math.min(CONNECT_MILLIS, deadline.millisLeft()));
    socket.setTcpNoDelay(true);
    Socket end = request.secure() ? encrypted(host, request.port(), deadline) : socket;
    var waits = new DeadlineInput(end.getInputStream(), deadline);
    return new Link(
        new BufferedOutputStream(end.getOutputStream(), BUFFER),
        waits,
        new BufferedInputStream(waits, BUFFER));
  }

  private Socket encrypted(String host, int port, Deadline deadline) throws IOException {
    var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    var end = (SSLSocket) factory.createSocket(socket, host, port, true);
    var parameters = end.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    end.setSSLParameters(parameters);
    end.setSoTimeout(deadline.millisLeft());
    end.startHandshake();
    return end;
  }

  /**
   * Closes the socket when the deadline passes, since a write has no timeout of its own. Returns
   * the action that cancels this.
   */
  private Runnable closeWhenLate(Deadline deadline) throws SocketTimeoutException {
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

  @Override
  public void close() {
    lookup.cancel();
    try {
      socket.close();
    } catch (IOException e) {
      // The connection is gone either way.
    }
  }

  /** Waits for the next bytes until the deadline. */
  private final class DeadlineInput extends FilterInputStream {
    private Deadline deadline;

    DeadlineInput(InputStream in, Deadline deadline) {
      super(in);
      this.deadline = deadline;
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
}
