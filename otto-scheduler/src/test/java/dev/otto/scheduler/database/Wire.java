package dev.otto.scheduler.database;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A way to a server on this machine that can be cut and mended. */
public final class Wire implements AutoCloseable {
  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private final int server;
  private final ServerSocket listening;
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile boolean cut;
  private volatile @Nullable String lastQuestion;
  private volatile @Nullable String lastAnswer;

  /** Leads to the port. */
  public Wire(int server) throws IOException {
    this.server = server;
    listening = new ServerSocket();
    listening.bind(new InetSocketAddress(loopback, 0));
    begin(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Breaks all connections, and those that are tried from now on. */
  public void cut() {
    cut = true;
    ends.forEach(Wire::close);
  }

  public void mend() {
    cut = false;
  }

  /** Breaks so many of the connections that are tried from now on. */
  void refuse(int connections) {
    refusals.set(connections);
  }

  /** Breaks the connection on which this is asked next, before it arrives. */
  void loseQuestion(String text) {
    lastQuestion = text;
  }

  /** Breaks the connection on which this is answered next, before it arrives. */
  void loseAnswer(String text) {
    lastAnswer = text;
  }

  private static void begin(Runnable work) {
    var unused = Thread.startVirtualThread(work);
  }

  private void accept() {
    try {
      while (true) {
        connect(listening.accept());
      }
    } catch (IOException closed) {
      cut();
    }
  }

  private void connect(Socket client) {
    ends.add(client);
    try {
      var there = new Socket(loopback, server);
      ends.add(there);
      if (cut || refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        close(client);
        close(there);
      }
      begin(() -> carry(client, there, () -> lastQuestion));
      begin(() -> carry(there, client, () -> lastAnswer));
    } catch (IOException unreachable) {
      close(client);
    }
  }

  private void carry(Socket from, Socket to, Supplier<@Nullable String> last) {
    var bytes = new byte[1 << 16];
    try (from;
        to) {
      for (int n; (n = from.getInputStream().read(bytes)) >= 0; ) {
        String end = last.get();
        if (end != null && new String(bytes, 0, n, ISO_8859_1).contains(end)) {
          lastQuestion = null;
          lastAnswer = null;
          return;
        }
        to.getOutputStream().write(bytes, 0, n);
      }
    } catch (IOException broken) {
      // The other end finds out by itself.
    } finally {
      ends.remove(from);
      ends.remove(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
