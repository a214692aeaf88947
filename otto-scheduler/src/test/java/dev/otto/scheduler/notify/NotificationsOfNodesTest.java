package dev.otto.scheduler.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.notify.Notification.Delivery;
import dev.otto.scheduler.notify.Notification.DeliveryStatus;
import dev.otto.scheduler.notify.Notification.Message;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notifications of several Ottos on one PostgreSQL. */
class NotificationsOfNodesTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Not at night: the default profile holds what is told then. */
  private static final Instant NOON = Instant.parse("2026-07-07T12:00:00Z");

  private static final Instant LONG_AGO = NOON.minusSeconds(60);
  private static final InstantSource CLOCK = InstantSource.fixed(NOON);
  private static final NotificationRepository ROWS = new NotificationRepository();

  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private Database ofOne;
  private Database ofOther;
  private Notifications one;
  private Notifications other;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          try (exchange) {
            received.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
    String url = TestDatabase.address(folder).url();
    ofOne = TestDatabase.shared(url, "one");
    ofOther = TestDatabase.shared(url, "other");
    one = notifications(ofOne);
    other = notifications(ofOther);
    ofOne.write(
        tx ->
            tx.update(
                "INSERT INTO qrtz_scheduler_state VALUES ('s', 'one', 1, 1), ('s', 'other', 1, 1)"));
  }

  private Notifications notifications(Database database) {
    URI hook = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    return new Notifications(
        database, profiles(database), Optional.of(new Webhook(hook, LONG)), CLOCK);
  }

  private static NotificationProfiles profiles(Database database) {
    return new NotificationProfiles(database, CLOCK, ZoneOffset.UTC);
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    ofOne.close();
    ofOther.close();
    server.stop(0);
  }

  @Test
  void eachIsSentByOneOfThem() {
    int count = 20;
    for (int i = 0; i < count; i++) {
      tell(one, "number " + i);
    }
    one.start();
    other.start();
    Awaitility.await()
        .atMost(LONG)
        .until(() -> statuses(count).equals(List.of(DeliveryStatus.DELIVERED)));
    assertEquals(count, received.stream().distinct().count());
    assertEquals(count, received.size());
  }

  @Test
  void whatAnOttoWasSendingIsSentByAnotherOnceItIsGone() throws Exception {
    tell(one, "Hello.");
    long id = one.latest(1).getFirst().id();
    assertTrue(ofOne.<Boolean>write(tx -> ROWS.claim(tx, id, NOON)));
    ofOne.write(tx -> tx.update("UPDATE notifications SET next_attempt_at = ?", LONG_AGO));
    other.sendDue();
    assertEquals(List.of(), received);
    assertEquals(Optional.empty(), ofOther.read(ROWS::nextDue));
    ofOne.write(tx -> tx.update("DELETE FROM qrtz_scheduler_state WHERE instance_name = 'one'"));
    other.sendDue();
    Awaitility.await()
        .atMost(LONG)
        .until(() -> statuses(1).equals(List.of(DeliveryStatus.DELIVERED)));
    assertEquals(List.of("otto-notification-" + id), received);
  }

  @Test
  void anOttoThatSleptDoesNotOverwriteWhatBecameOfIt() {
    tell(one, "Hello.");
    long id = one.latest(1).getFirst().id();
    assertTrue(ofOne.<Boolean>write(tx -> ROWS.claim(tx, id, NOON)));
    ofOther.write(tx -> tx.update("UPDATE notifications SET node = 'other'"));
    var failed = new Delivery(DeliveryStatus.FAILED, 1, null, null, "no");
    assertFalse(ofOne.<Boolean>write(tx -> ROWS.update(tx, id, failed)));
    assertEquals(List.of(DeliveryStatus.PENDING), statuses(1));
  }

  @Test
  void whatTwoWantToTellIsToldOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      var begin = new CyclicBarrier(2);
      Future<Boolean> first = threads.submit(() -> tellOnce(one, ofOne, begin));
      Future<Boolean> second = threads.submit(() -> tellOnce(other, ofOther, begin));
      assertTrue(first.get() && second.get());
    }
    assertEquals(1, one.latest(10).size());
  }

  private boolean tellOnce(Notifications by, Database database, CyclicBarrier begin)
      throws Exception {
    NotificationProfiles profiles = profiles(database);
    begin.await();
    by.tell(
        new Message("heartbeat", Priority.NORMAL, "All is well.", null),
        tx -> profiles.lastDigest(tx).isEmpty(),
        (tx, id) -> profiles.told(tx, LONG_AGO));
    return true;
  }

  private static void tell(Notifications by, String text) {
    by.tell(new Message("heartbeat", Priority.NORMAL, text, null), (tx, id) -> {});
  }

  /** Returns the different statuses of the latest. */
  private List<DeliveryStatus> statuses(int count) {
    return one.latest(count).stream().map(it -> it.delivery().status()).distinct().toList();
  }
}
