package dev.otto.benchmarks.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A node's way to the database, by TCP. Where it is silent, bytes are held and no connection ends,
 * as in a network that is partitioned; they arrive once it is open again.
 */
final class DatabaseLink implements AutoCloseable {
  private final ServerSocket server;
  private final int database;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private State state = State.OPEN;

  /** The way as it is. */
  enum State {
    OPEN,
    /** Connections are ended, and no new one is taken. */
    CUT,
    SILENT
  }

  private DatabaseLink(ServerSocket server, int database) {
    this.server = server;
    this.database = database;
  }

  /** Opens a way to the database at this port of the machine. */
  static DatabaseLink open(int database) throws IOException {
    var link =
        new DatabaseLink(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), database);
    Thread.ofVirtual().start(link::accept);
    return link;
  }

  int port() {
    return server.getLocalPort();
  }

  void set(State next) {
    lock.lock();
    try {
      state = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (next == State.CUT) {
      sockets.forEach(this::end);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket node = server.accept();
        sockets.add(node);
        Thread.ofVirtual().start(() -> connect(node));
      } catch (IOException e) {
        // Closed, or a connection that ended at once.
      }
    }
  }

  private void connect(Socket node) {
    try {
      if (!isOpenAgain()) {
        end(node);
        return;
      }
      var server = new Socket(InetAddress.getLoopbackAddress(), database);
      sockets.add(server);
      node.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> pass(node, server));
      pass(server, node);
    } catch (IOException e) {
      end(node);
    }
  }

  /** Passes on what the one sends, until one of the two ends. */
  private void pass(Socket from, Socket to) {
    var buffer = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int read = in.read(buffer);
      while (read > 0 && isOpenAgain()) {
        out.write(buffer, 0, read);
        read = in.read(buffer);
      }
    } catch (IOException e) {
      // One of the two has ended, which the other is told below.
    }
    end(from);
    end(to);
  }

  /** Waits while it is silent; returns whether anything may pass. */
  private boolean isOpenAgain() {
    lock.lock();
    try {
      while (state == State.SILENT) {
        changed.awaitUninterruptibly();
      }
      return state == State.OPEN;
    } finally {
      lock.unlock();
    }
  }

  private void end(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    set(State.CUT);
  }
}
