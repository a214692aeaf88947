package dev.otto.ctl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who listens where a daemon might have. */
final class Stranger implements AutoCloseable {
  private final ServerSocket socket;
  private final AtomicInteger visitors = new AtomicInteger();

  Stranger() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::listen);
  }

  private void listen() {
    while (!socket.isClosed()) {
      try (var _ = socket.accept()) {
        visitors.incrementAndGet();
      } catch (IOException closed) {
        // The loop ends with the socket.
      }
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** How often somebody came in, with a token or without. */
  int visitors() {
    return visitors.get();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
