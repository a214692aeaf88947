package dev.otto.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Strangers that keep connections for themselves, beside a client that shows who it is. */
class ConnectionsTest {
  private static final int PLACES = 5;
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n";

  private final CountDownLatch longEnough = new CountDownLatch(1);
  private final List<Socket> sockets = new ArrayList<>();
  private Server server;

  /** Trusts whoever asks for {@code /trusted}, and answers {@code /slow} when told to. */
  private final class Greeter implements Server.Application {
    @Override
    public Reply answer(Call call) throws Exception {
      if (call.path().equals("/trusted")) {
        call.trust();
      }
      if (call.path().equals("/slow")) {
        longEnough.await();
      }
      return Reply.text(200, call.method().equals("POST") ? call.body().toString() : "hello");
    }

    @Override
    public Reply failed(Call call, Throwable thrown) {
      return Reply.text(thrown instanceof ApiException e ? e.code().status() : 500, "refused");
    }

    @Override
    public Reply refused(ApiException refusal) {
      return Reply.text(refusal.code().status(), "unreadable");
    }

    @Override
    public void answered(Call call, Reply reply) {}
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void theEldestStrangerGivesWayToANewConnection() throws IOException {
    start(new ConnectionLimits(PLACES, LONG, LONG, LONG));
    Socket eldest = connect();
    for (int i = 0; i < PLACES; i++) {
      connect();
    }
    assertTrue(isEnded(eldest));
    assertEquals("hello", answer(connect(), "GET /"));
  }

  @Test
  void whoShowedTheTokenKeepsItsConnection() throws IOException {
    start(new ConnectionLimits(PLACES, LONG, LONG, LONG));
    Socket trusted = connect();
    assertEquals("hello", answer(trusted, "GET /trusted"));
    for (int i = 0; i < 4 * PLACES; i++) {
      send(connect(), "GET /never-ends" + HEAD);
    }
    assertEquals("hello", answer(trusted, "GET /"));
  }

  @Test
  void theLongestWithoutARequestGivesWayWhereAllHaveTheToken() throws IOException {
    start(new ConnectionLimits(PLACES, LONG, LONG, LONG));
    List<Socket> trusted = trusted("/trusted");
    assertEquals("hello", answer(trusted.getFirst(), "GET /"));
    assertEquals("hello", answer(connect(), "GET /"));
    assertTrue(isEnded(trusted.get(1)));
    assertEquals("hello", answer(trusted.getFirst(), "GET /"));
  }

  @Test
  void refusesANewConnectionWhereAllHaveTheTokenAndAreAnswered() throws IOException {
    start(new ConnectionLimits(PLACES, LONG, LONG, LONG));
    List<Socket> trusted = trusted("/trusted");
    for (Socket each : trusted) {
      send(each, "GET /slow" + HEAD + "\r\n");
    }
    assertTrue(isEnded(connect()));
    longEnough.countDown();
    assertEquals("hello", received(trusted.getFirst()));
    await().ignoreExceptions().until(() -> answer(connect(), "GET /").equals("hello"));
  }

  @Test
  void nobodyGivesWayToWhomTheMachineHasNotCome() throws Exception {
    var connections = new Connections(new ConnectionLimits(PLACES, LONG, LONG, LONG), () -> 0);
    SocketOptions options = connections.watching(SocketOptions.create());
    var busy = new AtomicBoolean(true);
    List<Thread> busyThreads = keepAllCarriersBusy(busy);
    try (var listener = new ServerSocket(0, PLACES + 1, InetAddress.getLoopbackAddress())) {
      var accepted = new ArrayList<Socket>();
      for (int i = 0; i <= PLACES; i++) {
        sockets.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
        accepted.add(listener.accept());
        sockets.add(accepted.getLast());
      }
      accepted.subList(0, PLACES).forEach(options::configureSocket);
      Thread accepting =
          Thread.ofPlatform().start(() -> options.configureSocket(accepted.getLast()));
      await().until(() -> accepting.getState() == Thread.State.TIMED_WAITING);
      accepted.get(1).close();
      accepting.join();
      busy.set(false);
      for (Thread each : busyThreads) {
        each.join();
      }
      assertEquals(List.of(accepted.get(1)), accepted.stream().filter(Socket::isClosed).toList());
    } finally {
      busy.set(false);
    }
  }

  /** Occupies each thread that carries virtual ones, as a machine with too much to do does. */
  private static List<Thread> keepAllCarriersBusy(AtomicBoolean busy) {
    var started = new CountDownLatch(Runtime.getRuntime().availableProcessors());
    var threads = new ArrayList<Thread>();
    for (long i = started.getCount(); i > 0; i--) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    started.countDown();
                    while (busy.get()) {
                      Thread.onSpinWait();
                    }
                  }));
    }
    await().until(() -> started.getCount() == 0);
    return threads;
  }

  private List<Socket> trusted(String path) throws IOException {
    var trusted = new ArrayList<Socket>();
    for (int i = 0; i < PLACES; i++) {
      trusted.add(connect());
      assertEquals("hello", answer(trusted.get(i), "GET " + path));
    }
    return trusted;
  }

  @Test
  void headersHaveADeadlineHoweverOftenAByteComes() throws IOException {
    start(new ConnectionLimits(PLACES, Duration.ofSeconds(1), LONG, LONG));
    Socket trickling = connect();
    send(trickling, "GET /" + HEAD + "X: ");
    assertTrue(endsWhileTrickling(trickling));
    assertTrue(isEnded(connect()));
  }

  @Test
  void aBodyHasADeadlineHoweverOftenAByteComes() throws IOException {
    start(new ConnectionLimits(PLACES, LONG, SHORT, LONG));
    Socket trickling = connect();
    send(
        trickling,
        "POST /" + HEAD + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
    assertTrue(endsWhileTrickling(trickling));
  }

  @Test
  void whoSendsTooLargeABodyToItsEndReadsThatItWasRefused() throws IOException {
    start(new ConnectionLimits(PLACES, LONG, LONG, LONG));
    int length = 12 * Call.MAX_BODY;
    Socket sender = connect();
    send(
        sender,
        "POST /"
            + HEAD
            + "Content-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n");
    sender.getOutputStream().write(new byte[length]);
    assertEquals("refus", received(sender));
  }

  @Test
  void aConnectionWithoutAnotherRequestIsClosed() throws IOException {
    start(new ConnectionLimits(PLACES, LONG, LONG, SHORT));
    Socket idle = connect();
    assertEquals("hello", answer(idle, "GET /trusted"));
    assertTrue(isEnded(idle));
  }

  @Test
  void anAnswerMayTakeLongerThanEveryDeadline() throws IOException {
    start(new ConnectionLimits(PLACES, Duration.ofSeconds(1), SHORT, SHORT));
    Socket waiting = connect();
    send(waiting, "GET /slow" + HEAD + "\r\n");
    // Closed by the look at the connections that leaves the one in front of it open.
    assertTrue(isEnded(connect()));
    longEnough.countDown();
    assertEquals("hello", received(waiting));
  }

  private void start(ConnectionLimits limits) {
    server =
        new Server(
            new Server.Settings(Listen.loopback(0), limits, Map.of(), 1 << 20), new Greeter());
    server.start();
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    sockets.add(socket);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String answer(Socket socket, String request) throws IOException {
    send(socket, request + HEAD + "\r\n");
    return received(socket);
  }

  /** Returns the body of the next answer. */
  private static String received(Socket socket) throws IOException {
    var in = socket.getInputStream();
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "ended after " + head;
      }
      head.append((char) next);
    }
    return new String(in.readNBytes("hello".length()), ISO_8859_1);
  }

  private static boolean endsWhileTrickling(Socket socket) throws IOException {
    socket.setSoTimeout(20);
    for (int i = 0; i < 1_000; i++) {
      try {
        if (socket.getInputStream().read() < 0) {
          return true;
        }
        send(socket, "x");
      } catch (SocketTimeoutException e) {
        send(socket, "x");
      } catch (SocketException e) {
        return true;
      }
    }
    return false;
  }

  /** Waits until the server ends a connection. */
  private static boolean isEnded(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }
}
