package dev.otto.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Large bodies of requests and of answers take no more memory than there is for them. */
class LargeBodiesTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final byte[] BIG = random(32 * 1024 * 1024);
  private static final int MEBIBYTE = 1 << 20;

  private final List<Socket> open = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final CountDownLatch making = new CountDownLatch(1);
  private final CountDownLatch made = new CountDownLatch(1);
  private Server server;

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void start() {
    var limits = new ConnectionLimits(2_000, LONG, Duration.ofSeconds(2), Duration.ofSeconds(75));
    var settings = new Server.Settings(Listen.loopback(0), limits, Map.of(), Integer.MAX_VALUE);
    server =
        new Server(settings, new Big(Reply.bytes("application/octet-stream", BIG), making, made));
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    server.close();
    http.close();
  }

  /** Answers GET with the same large answer, and POST with the length of the body. */
  private record Big(Reply shared, CountDownLatch making, CountDownLatch made)
      implements Server.Application {
    @Override
    public Reply answer(Call call) throws Exception {
      if (call.path().equals("/making")) {
        call.claim(Long.MAX_VALUE);
        making.countDown();
        made.await();
      }
      return call.method().equals("POST")
          ? Reply.text(200, String.valueOf(call.body().toString().length()))
          : shared;
    }

    @Override
    public Reply failed(Call call, Throwable thrown) {
      return thrown instanceof ApiException e
          ? Reply.text(e.code().status(), e.getMessage()).with("Retry-After", "1")
          : Reply.text(500, "" + thrown);
    }

    @Override
    public Reply refused(ApiException refusal) {
      return Reply.text(refusal.code().status(), "unreadable");
    }

    @Override
    public void answered(Call call, Reply reply) {}
  }

  @Test
  void slowReadersShareTheAnswerAndAreLetGoWhileOthersGetItWhole() throws Exception {
    for (int i = 0; i < 200; i++) {
      send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    var whole = http.send(request().GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    assertEquals(200, whole.statusCode());
    assertEquals(BIG.length, whole.body().length);
    assertEquals(-1, Arrays.mismatch(BIG, whole.body()));
    await().atMost(LONG).until(() -> open.stream().allMatch(LargeBodiesTest::isGone));
  }

  /** Nothing is read from it, so only a reset is noticed. */
  private static boolean isGone(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void whereTooManyLargeBodiesAreUnderWayAnotherIsRefusedAndTheServerGoesOn() throws Exception {
    var large = request().POST(HttpRequest.BodyPublishers.ofString(json(MEBIBYTE - 100))).build();
    await()
        .atMost(LONG)
        .until(
            () -> {
              beginMoreLargeBodiesThanThereIsRoomFor(); // On a busy machine earlier ones may be
              // over.
              return http.send(large, HttpResponse.BodyHandlers.ofString()).statusCode() == 503;
            });
    var small = request().POST(HttpRequest.BodyPublishers.ofString(json(1_000))).build();
    assertEquals(200, http.send(small, HttpResponse.BodyHandlers.ofString()).statusCode());
    // The deadline of a body ends those that never come.
    await()
        .atMost(LONG)
        .until(() -> http.send(large, HttpResponse.BodyHandlers.ofString()).statusCode() == 200);
  }

  @Test
  void whileALargeAnswerIsMadeAnotherIsRefusedBeforeItIsMade() throws Exception {
    send("GET /making HTTP/1.1\r\nHost: localhost\r\n\r\n");
    making.await();
    var another =
        HttpRequest.newBuilder(URI.create(server.localUrl() + "/making")).timeout(LONG).build();
    assertEquals(503, http.send(another, HttpResponse.BodyHandlers.discarding()).statusCode());
    made.countDown();
    await()
        .atMost(LONG)
        .until(
            () -> http.send(another, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }

  private void beginMoreLargeBodiesThanThereIsRoomFor() throws IOException {
    long room = Math.max(4, Runtime.getRuntime().maxMemory() / 32 / MEBIBYTE);
    for (int i = 0; i <= room; i++) {
      send(
          "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: 1048576\r\n\r\n{");
    }
  }

  @Test
  void aBudgetRefusesWhatItDoesNotHaveAndTakesItBack() {
    var budget = new ByteBudget(MEBIBYTE);
    ByteBudget.Claim all = budget.take(5L * MEBIBYTE, 0, TimeUnit.SECONDS);
    assertEquals(ByteBudget.Claim.NONE, budget.take(ByteBudget.SMALL, 0, TimeUnit.SECONDS));
    assertTrue(isRefused(budget));
    all.close();
    assertTrue(!isRefused(budget));
  }

  private static boolean isRefused(ByteBudget budget) {
    try {
      budget.take(MEBIBYTE, 0, TimeUnit.SECONDS).close();
      return false;
    } catch (ApiException e) {
      return e.headers().containsKey("Retry-After");
    }
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create(server.localUrl() + "/"))
        .header("Content-Type", "application/json")
        .timeout(LONG);
  }

  private static String json(int length) {
    return "{\"text\":\"" + "x".repeat(length - 11) + "\"}";
  }

  private void send(String request) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    open.add(socket);
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
  }
}
