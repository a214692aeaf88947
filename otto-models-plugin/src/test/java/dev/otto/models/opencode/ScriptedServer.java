package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server on a plain socket, so that it can misbehave in any way a test needs. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Script script;
  private final boolean persistent;

  /** What it does after the head of a request. */
  interface Script {
    void answer(OutputStream out, ScriptedServer server) throws IOException;
  }

  ScriptedServer(Script script) throws IOException {
    this(script, false);
  }

  private ScriptedServer(Script script, boolean persistent) throws IOException {
    this.script = script;
    this.persistent = persistent;
    start(this::acceptAll);
  }

  /**
   * One that answers request after request on a connection, each of which is no more than a head.
   */
  static ScriptedServer persistent(Script script) throws IOException {
    return new ScriptedServer(script, true);
  }

  /** One that says this and closes. */
  static ScriptedServer saying(String text) throws IOException {
    return new ScriptedServer((out, server) -> out.write(text.getBytes(ISO_8859_1)));
  }

  /** One that says this and then nothing more, without closing. */
  static ScriptedServer fallingSilentAfter(String text) throws IOException {
    return new ScriptedServer(
        (out, server) -> {
          out.write(text.getBytes(ISO_8859_1));
          server.staySilent();
        });
  }

  /** One that says this, and then a byte now and then until the test is over. */
  static ScriptedServer trickling(String text) throws IOException {
    return new ScriptedServer(
        (out, server) -> {
          out.write(text.getBytes(ISO_8859_1));
          while (!server.staySilent(Duration.ofMillis(10))) {
            out.write('x');
          }
        });
  }

  OpenCodeHttp client() {
    return new OpenCodeHttp(uri(), Optional.empty());
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** The heads of the requests so far. */
  List<String> requests() {
    return requests;
  }

  /** How many connections there were so far. */
  int connections() {
    return sockets.size();
  }

  /** Closes what is open, as a server does with connections that are idle. */
  void closeConnections() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  void staySilent() {
    staySilent(Duration.ofHours(1));
  }

  /** Whether the test is over. */
  private boolean staySilent(Duration longest) {
    try {
      return closed.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      do {
        String head = head(socket.getInputStream());
        if (head.isEmpty()) {
          return;
        }
        requests.add(head);
        script.answer(socket.getOutputStream(), this);
      } while (persistent);
    } catch (IOException e) {
      // The client went away, which is what some tests are about.
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.append((char) next);
      if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
        break;
      }
    }
    return head.toString();
  }

  private static void start(Runnable task) {
    var thread = new Thread(task, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    closeConnections();
  }
}
