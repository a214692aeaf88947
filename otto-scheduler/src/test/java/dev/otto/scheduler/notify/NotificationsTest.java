package dev.otto.scheduler.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.otto.scheduler.SettableClock;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.notify.Notification.DeliveryStatus;
import dev.otto.scheduler.notify.Notification.Message;
import dev.otto.scheduler.notify.Notifications.DeliveryAttempt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class NotificationsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Instant NIGHT = Instant.parse("2026-11-20T23:00:00Z");
  private static final Instant MORNING = Instant.parse("2026-11-21T07:00:00Z");

  private final SettableClock clock = new SettableClock(NOON);
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private volatile int answer = 200;
  private HttpServer server;
  @Parameter private TestDatabase on;
  private Database database;
  private NotificationProfiles profiles;
  private final List<DeliveryAttempt> attempts = new CopyOnWriteArrayList<>();
  private Notifications notifications;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/hook", this::receive);
    server.start();
    database = on.open(folder);
    profiles = new NotificationProfiles(database, clock, ZoneOffset.UTC);
    wish("{\"quietHoursStart\":\"22:00\",\"quietHoursEnd\":\"07:00\"}");
    URI hook = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    var webhook = new Webhook(hook, LONG);
    notifications = new Notifications(database, profiles, Optional.of(webhook), clock);
    notifications.onAttempt(attempts::add);
  }

  @AfterEach
  void close() throws Exception {
    notifications.close();
    database.close();
    server.stop(0);
  }

  @Test
  void aBodyThatNeverEndsHoldsNothingUp() throws Exception {
    server.removeContext("/hook");
    server.createContext(
        "/hook",
        exchange -> {
          received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
        });
    tell(Priority.NORMAL, "first");
    tell(Priority.NORMAL, "second");
    sendDue();
    assertEquals(2, received.size());
    assertEquals(List.of(DeliveryAttempt.DELIVERED, DeliveryAttempt.DELIVERED), attempts);
  }

  @Test
  void aReceiverThatSendsNoHeadersDoesNotHoldTheOthers() throws Exception {
    var over = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.stop(0);
      server = HttpServer.create(server.getAddress(), 0);
      server.setExecutor(threads);
      server.createContext("/hook", exchange -> receiveUnlessSilent(exchange, over));
      server.start();
      tell(Priority.NORMAL, "silent");
      tell(Priority.NORMAL, "second");
      notifications.start();
      Awaitility.await().atMost(LONG).until(() -> latest().status() == DeliveryStatus.DELIVERED);
      assertEquals(DeliveryStatus.PENDING, notifications.latest(2).getLast().delivery().status());
      over.countDown();
    }
  }

  private void receiveUnlessSilent(HttpExchange exchange, CountDownLatch over) throws IOException {
    String text = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    try (exchange) {
      if (text.contains("silent")) {
        over.await();
      }
      exchange.sendResponseHeaders(200, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void saysWhatKeepsNotificationsBackUntilOneGotThrough() throws Exception {
    answer = 500;
    tell(Priority.NORMAL, "All is well.");
    sendDue();
    assertEquals(Optional.of("127.0.0.1 answered 500"), notifications.problem());
    answer = 200;
    clock.advance(Duration.ofMinutes(1));
    sendDue();
    assertEquals(Optional.empty(), notifications.problem());
  }

  @Test
  void sendsWhatItIsToldOnce() throws Exception {
    tell(Priority.NORMAL, "All is well.");
    sendDue();
    sendDue();
    assertEquals(1, received.size());
    assertTrue(received.getFirst().contains("\"text\":\"All is well.\""), received.getFirst());
    assertEquals(DeliveryStatus.DELIVERED, latest().status());
  }

  @Test
  void triesAgainWithTheSameKeyAndLongerAndLongerPauses() throws Exception {
    answer = 503;
    tell(Priority.NORMAL, "Hello.");
    sendDue();
    assertEquals(clock.instant().plusSeconds(10), latest().nextAttemptAt());
    assertEquals("127.0.0.1 answered 503", latest().lastError());
    clock.advance(Duration.ofSeconds(10));
    sendDue();
    assertEquals(clock.instant().plusSeconds(30), latest().nextAttemptAt());
    answer = 204;
    clock.advance(Duration.ofSeconds(30));
    sendDue();
    assertEquals(DeliveryStatus.DELIVERED, latest().status());
    assertEquals(1, keys.stream().distinct().count());
    assertEquals(3, keys.size());
    assertEquals(
        List.of(DeliveryAttempt.REFUSED, DeliveryAttempt.REFUSED, DeliveryAttempt.DELIVERED),
        attempts);
  }

  @Test
  void givesUpAfterEightAttempts() throws Exception {
    server.stop(0);
    tell(Priority.NORMAL, "Hello?");
    for (int attempt = 1; attempt <= 8; attempt++) {
      sendDue();
      assertEquals(attempt, latest().attempts());
      clock.advance(Duration.ofHours(1));
    }
    assertEquals(DeliveryStatus.FAILED, latest().status());
  }

  @Test
  void doesNotRepeatWhatTheOtherSideWillNeverTake() throws Exception {
    answer = 404;
    tell(Priority.NORMAL, "Hello.");
    sendDue();
    assertEquals(DeliveryStatus.FAILED, latest().status());
    assertEquals(List.of(DeliveryAttempt.FAILED), attempts);
  }

  @Test
  void holdsNormalOnesInQuietHoursAndSendsThemAfterwards() throws Exception {
    clock.set(NIGHT);
    tell(Priority.NORMAL, "Later.");
    tell(Priority.CRITICAL, "Now!");
    sendDue();
    assertEquals(1, received.size());
    assertTrue(received.getFirst().contains("Now!"));
    clock.set(MORNING);
    sendDue();
    assertTrue(received.getLast().contains("Later."));
  }

  @Test
  void sendsHeldOnesAtOnceWhenTheOperatorEndsTheQuiet() throws Exception {
    clock.set(NIGHT);
    tell(Priority.NORMAL, "Later.");
    sendDue();
    assertEquals(DeliveryStatus.HELD, latest().status());
    wish("{\"quietMode\":\"off\"}");
    sendDue();
    assertEquals(DeliveryStatus.DELIVERED, latest().status());
  }

  @Test
  void sendsByItselfOnceStarted() throws Exception {
    tell(Priority.NORMAL, "Left over.");
    notifications.start();
    Awaitility.await().until(() -> received.size() == 1);
    tell(Priority.NORMAL, "Fresh.");
    Awaitility.await().until(() -> received.size() == 2);
  }

  @Test
  void storesNothingWhenWhatBelongsToItFails() {
    try {
      notifications.tell(
          new Message("heartbeat", Priority.NORMAL, "Half.", null),
          (tx, id) -> {
            throw new IllegalStateException("no");
          });
    } catch (RuntimeException expected) {
      // The caller's own.
    }
    assertEquals(List.of(), database.read(tx -> new NotificationRepository().latest(tx, 10)));
  }

  /** Sends what is due; on a slow machine {@code sendDue} goes on before it was all answered. */
  private void sendDue() throws InterruptedException {
    notifications.sendDue();
    Awaitility.await()
        .atMost(LONG)
        .until(
            () ->
                database
                    .read(tx -> new NotificationRepository().due(tx, clock.instant()))
                    .isEmpty());
  }

  private void tell(Priority priority, String text) {
    notifications.tell(new Message("heartbeat", priority, text, null), (tx, id) -> {});
  }

  private Notification.Delivery latest() {
    return database.read(tx -> new NotificationRepository().latest(tx, 1)).getFirst().delivery();
  }

  private void wish(String json) throws Exception {
    profiles.change(new JsonMapper().readTree(json), (tx, before) -> {});
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
      received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      exchange.sendResponseHeaders(answer, -1);
    }
  }
}
