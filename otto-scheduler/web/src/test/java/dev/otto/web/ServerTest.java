package dev.otto.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the world sends: each request is written as it stands, and all is read until the end. */
class ServerTest {
  private static final int PATIENCE_MILLIS = 10_000;

  private final List<LogRecord> warnings = new CopyOnWriteArrayList<>();
  private final Handler recorder = new Recorder(warnings);
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);
  private Server server;

  @BeforeEach
  void start() {
    Logger.getLogger("").addHandler(recorder);
    var settings =
        new Server.Settings(Listen.loopback(0), ConnectionLimits.of(100), Map.of(), 1 << 20);
    server = new Server(settings, new Echo(asked, gone));
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    Logger.getLogger("").removeHandler(recorder);
    assertEquals(List.of(), warnings.stream().map(LogRecord::getMessage).toList());
  }

  /** Answers with the request, or refuses it where the path says so. */
  private record Echo(CountDownLatch asked, CountDownLatch gone) implements Server.Application {
    @Override
    public Reply answer(Call call) throws Exception {
      if (call.path().equals("/refused")) {
        throw ApiException.notFound("Not here");
      }
      if (call.path().equals("/events")) {
        return Reply.events(Echo::count);
      }
      if (call.path().equals("/late")) {
        asked.countDown();
        gone.await();
      }
      String body = call.method().equals("POST") ? call.body().toString() : "";
      return Reply.text(200, call.method() + " " + call.address() + " " + call.host() + body);
    }

    private static void count(OutputStream out) throws IOException {
      for (String line : List.of("one\n", "two\n", "three\n")) {
        out.write(line.getBytes(ISO_8859_1));
        out.flush();
      }
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

  private static final class Recorder extends Handler {
    private final List<LogRecord> warnings;

    Recorder(List<LogRecord> warnings) {
      this.warnings = warnings;
    }

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() >= Level.WARNING.intValue() || record.getThrown() != null) {
        warnings.add(record);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a?b=c HTTP/1.0\n\n",
        "GET /a?b=c HTTP/1.0\nHost: localhost\n\n",
        "GET /a?b=c HTTP/1.0\nConnection: keep-alive\nUser-Agent: ApacheBench/2.3\n\n",
        "GET /a?b=c HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        "GET /a?b=c HTTP/1.1\nHost: localhost\nConnection: Close\n\n",
        "GET /a?b=c HTTP/1.1\nHost: localhost\nConnection: TE, close\nTE: trailers\n\n",
      })
  void answersOnceAndClosesAtOnce(String request) throws IOException {
    String answer = exchange(request);
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertTrue(answer.contains("Content-Length: 20\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\nGET /a?b=c localhost"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /refused HTTP/1.0\n\n",
        "GET /refused HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        "DELETE /refused HTTP/1.1\nHost: localhost\nContent-Type: application/json\n\n{}stray",
      })
  void closesAfterARefusalToo(String request) throws IOException {
    String answer = exchange(request);
    assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
    assertTrue(answer.endsWith("\r\n\r\nrefused"), answer);
  }

  @Test
  void readsTheBodyOfHttp10() throws IOException {
    String answer =
        exchange(
            "POST / HTTP/1.0\nContent-Type: application/json\nContent-Length: 10\n\n{\"a\": \"b\"}");
    assertTrue(answer.endsWith("POST / localhost{\"a\":\"b\"}"), answer);
  }

  @Test
  void streamsToHttp10WithoutChunksUntilTheConnectionEnds() throws IOException {
    String answer = exchange("GET /events HTTP/1.0\n\n");
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertFalse(answer.toLowerCase(Locale.ROOT).contains("transfer-encoding"), answer);
    assertTrue(answer.endsWith("\r\n\r\none\ntwo\nthree\n"), answer);
  }

  @Test
  void endsAStreamInOrderBeforeItCloses() throws IOException {
    String answer = exchange("GET /events HTTP/1.1\nHost: localhost\nConnection: close\n\n");
    assertTrue(answer.contains("Transfer-Encoding: chunked\r\n"), answer);
    assertTrue(answer.endsWith("6\r\nthree\n\r\n0\r\n\r\n"), answer);
  }

  @Test
  void readsHttp10InPieces() throws IOException {
    try (var socket = connect()) {
      for (String piece : List.of("GE", "T /a HTTP/1", ".0\r\nX: ", "y\r", "\n\r", "\n")) {
        socket.getOutputStream().write(piece.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
      }
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertTrue(answer.endsWith("\r\n\r\nGET /a localhost"), answer);
    }
  }

  @Test
  void answersHeadWithoutABody() throws IOException {
    for (String version : List.of("1.0", "1.1")) {
      String answer =
          exchange("HEAD /a HTTP/" + version + "\nHost: localhost\nConnection: close\n\n");
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }
  }

  @Test
  void keepsAConnectionOfHttp11Open() throws IOException {
    var requests = new ArrayList<String>();
    requests.add("GET /a HTTP/1.1\nHost: localhost\n\n");
    requests.add("GET /b HTTP/1.1\nHost: localhost\nConnection: close\n\n");
    String answers = exchange(String.join("", requests));
    assertTrue(answers.contains("GET /a localhost"), answers);
    assertTrue(answers.endsWith("GET /b localhost"), answers);
    assertFalse(answers.substring(0, answers.indexOf("GET /a")).contains("close"), answers);
  }

  @Test
  void refusesWhatItCannotReadWithoutATraceInTheLog() throws IOException {
    for (String nonsense :
        List.of(
            "NONSENSE\n\n",
            "G@T / HTTP/1.1\nHost: localhost\nConnection: close\n\n",
            "GET / HTTP/2.7\n\n",
            "GET /a b HTTP/1.0\n\n")) {
      String answer = exchange(nonsense);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    }
  }

  @Test
  void refusesHttp10AsALaterRequestOfAConnection() throws IOException {
    String answers =
        exchange("GET / HTTP/1.1\nHost: localhost\n\nGET / HTTP/1.0\nHost: localhost\n\n");
    assertTrue(answers.contains("HTTP/1.1 400 "), answers);
  }

  @Test
  void leavesNoTraceOfAClientThatIsGoneBeforeTheAnswer() throws Exception {
    try (var socket = connect()) {
      socket.setSoLinger(true, 0); // a reset, as load balancers end their checks
      socket
          .getOutputStream()
          .write("GET /late HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      asked.await();
    }
    gone.countDown();
    assertTrue(exchange("GET / HTTP/1.0\n\n").startsWith("HTTP/1.1 200 "));
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** Sends the text with the line ends of HTTP, and returns all until the server ends it. */
  private String exchange(String request) throws IOException {
    try (var socket = connect()) {
      int head = request.lastIndexOf("\n\n") + 2;
      String text = request.substring(0, head).replace("\n", "\r\n") + request.substring(head);
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
