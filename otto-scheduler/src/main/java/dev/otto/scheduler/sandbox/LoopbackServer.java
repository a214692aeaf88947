package dev.otto.scheduler.sandbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * A minimal HTTP/1.1 server for the stand-in: a virtual thread for each connection. The JDK's own
 * takes two and a half times the processor time for a request on a new connection, and in a
 * benchmark the stand-in shares the processors with Otto.
 */
final class LoopbackServer implements AutoCloseable {
  private static final int BACKLOG = 4096;

  private final ServerSocket socket;
  private final RequestHandler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Answers requests. */
  interface RequestHandler {
    /** Takes note of a new connection. */
    void connected();

    /** Answers one request. The connection is closed if it does not. */
    void handle(Exchange exchange) throws IOException, InterruptedException;
  }

  LoopbackServer(int port, RequestHandler handler) throws IOException {
    this.socket = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    this.handler = handler;
    threads.execute(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        open.add(connection);
        handler.connected();
        threads.execute(() -> serve(connection));
      }
    } catch (IOException | RejectedExecutionException closed) {
      closeAll();
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      boolean stays = true;
      while (stays) {
        var request = StandInRequest.read(in);
        if (request.isEmpty()) {
          return;
        }
        var exchange = new Exchange(request.get(), connection.getOutputStream());
        handler.handle(exchange);
        stays = exchange.keepsConnection();
      }
    } catch (IOException | InterruptedException gone) {
      // The client left or the server stops: nobody is there to be told.
    } finally {
      open.remove(connection);
    }
  }

  private void closeAll() {
    open.forEach(LoopbackServer::close);
  }

  private static void close(Socket connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // Gone already.
    }
  }

  /** Stops the server; the port is free again when this returns. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Gone already.
    }
    threads.shutdownNow();
    closeAll();
    threads.close();
  }
}
