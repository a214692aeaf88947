package dev.otto.scheduler.shared;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Budgets;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.FlowDefaultsChange;
import dev.otto.models.FlowDefaultsListener.Origin;
import dev.otto.models.ModelRef;
import dev.otto.models.config.FlowDefaultsDocument;
import dev.otto.models.config.JsoncFile;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that share their settings, on a real PostgreSQL. */
class SharedSettingsTest {
  private static final ModelRef ONE = ModelRef.parse("acme/one").orElseThrow();
  private static final ModelRef TWO = ModelRef.parse("acme/two").orElseThrow();

  @TempDir Path home;
  private Database database;

  @BeforeEach
  void open() {
    database = TestDatabase.POSTGRESQL.open(home);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theFileOfTheFirstNodeSeedsAndLaterOnesDoNot() throws IOException {
    assertTrue(
        shared()
            .seed(
                node("{ // mine\n \"modelManagement\": {\"flowDefaults\": {\"heartbeat\": \"acme/one\"}},\n"
                        + " \"budgets\": {\"all\": {\"usdPerDay\": 5}}, \"externalApi\": {\"port\": 1} }")
                    .text()));
    assertFalse(shared().seed("{}"));
    String text = shared().read().orElseThrow();
    assertTrue(text.contains("acme/one") && text.contains("usdPerDay"), text);
    assertFalse(text.contains("externalApi"), text);
  }

  @Test
  void aChangeOfOneNodeIsInForceOnTheOther() throws IOException {
    shared().seed("{}");
    try (var one = new FlowDefaultsDocument(shared());
        var two = new FlowDefaultsDocument(shared())) {
      List<Origin> origins = new CopyOnWriteArrayList<>();
      two.onChange((before, after, origin) -> origins.add(origin));
      two.start();
      assertInstanceOf(FlowDefaultsChange.Changed.class, one.set(Flow.HEARTBEAT, Optional.of(ONE)));
      await().until(() -> two.current().get(Flow.HEARTBEAT).equals(Optional.of(ONE)));
      await().until(() -> origins.equals(List.of(Origin.ELSEWHERE)));
    }
  }

  @Test
  void othersAreToldAlsoAfterTheServerEndedTheConnection() throws IOException {
    shared().seed("{}");
    var told = new AtomicInteger();
    try (var _ = shared().onNotice(told::incrementAndGet)) {
      await().until(() -> changed() && told.get() > 0);
      database.write(
          tx ->
              tx.queryNumber(
                  "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"));
      int before = told.get();
      await().until(() -> changed() && told.get() > before + 1);
    }
  }

  private boolean changed() throws IOException {
    shared().change(text -> text.orElseThrow() + " ");
    return true;
  }

  /** An undo on another node within the second is not taken for the save of an editor. */
  @Test
  void aChangeBackOnTheOtherNodeStays() throws IOException {
    shared().seed("{}");
    try (var one = new FlowDefaultsDocument(shared());
        var two = new FlowDefaultsDocument(shared())) {
      one.set(Flow.HEARTBEAT, Optional.of(ONE));
      two.set(Flow.HEARTBEAT, Optional.empty());
      one.look();
      assertEquals(FlowDefaults.none(), one.current());
      assertEquals(FlowDefaults.none(), two.current());
    }
  }

  /** The connection of a node that is stopped in the middle of a change says nothing any more. */
  @Test
  void aNodeThatIsStoppedInTheMiddleOfAChangeKeepsNobodyFromChanging() throws Exception {
    shared().seed("{}");
    var stopped = new CountDownLatch(1);
    var goesOn = new CountDownLatch(1);
    try (var node = Executors.newSingleThreadExecutor()) {
      Future<Boolean> change =
          node.submit(
              () -> {
                shared().change(text -> slept(stopped, goesOn, "{\"of\":\"the sleeper\"}"));
                return true;
              });
      stopped.await();
      shared().change(text -> "{\"of\":\"the other\"}");
      goesOn.countDown();
      assertThrows(ExecutionException.class, change::get);
      assertEquals("{\"of\":\"the other\"}", shared().read().orElseThrow());
    }
  }

  @Test
  void aChangeThatIsStoredAfterItsLockWasLostIsNoFailure() throws IOException {
    shared().seed("{}");
    shared()
        .change(
            text -> {
              await().atMost(Duration.ofMinutes(1)).until(() -> locks() == 0);
              return "{\"of\":\"the sleeper\"}";
            });
    assertEquals("{\"of\":\"the sleeper\"}", shared().read().orElseThrow());
  }

  /** Returns how many locks connections hold whose transactions do nothing. */
  private long locks() {
    return database.write(
        tx ->
            tx.queryNumber(
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND state = 'idle in transaction'"));
  }

  private static String slept(CountDownLatch begin, CountDownLatch end, String text) {
    begin.countDown();
    try {
      end.await();
      return text;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void manyChangesOfTwoNodesAtOnceAreAllKept() throws Exception {
    shared().seed("{}");
    int each = 50;
    try (var one = new FlowDefaultsDocument(shared());
        var two = new FlowDefaultsDocument(shared());
        var threads = Executors.newFixedThreadPool(2)) {
      var begin = new CountDownLatch(2);
      Future<Integer> first = threads.submit(() -> count(one, Flow.HEARTBEAT, each, begin));
      Future<Integer> second = threads.submit(() -> count(two, Flow.SCHEDULED_TASKS, each, begin));
      assertEquals(each, first.get());
      assertEquals(each, second.get());
      one.look();
      assertEquals(Optional.of(model(each)), one.current().get(Flow.HEARTBEAT));
      assertEquals(Optional.of(model(each)), one.current().get(Flow.SCHEDULED_TASKS));
    }
  }

  /** Sets the model with the next number each time, and returns how often that was so. */
  private static int count(FlowDefaultsDocument node, Flow flow, int times, CountDownLatch begin)
      throws InterruptedException {
    begin.countDown();
    begin.await();
    int changed = 0;
    for (int i = 1; i <= times; i++) {
      ModelRef next = model(i);
      if (node.set(flow, Optional.of(next)) instanceof FlowDefaultsChange.Changed) {
        changed++;
      }
    }
    return changed;
  }

  private static ModelRef model(int number) {
    return ModelRef.parse("acme/m" + number).orElseThrow();
  }

  @Test
  void anEditThatThrowsChangesNothingAndGivesTheLockBack() throws IOException {
    shared().seed("{}");
    assertThrows(
        IOException.class,
        () ->
            shared()
                .change(
                    text -> {
                      throw new IOException("no");
                    }));
    shared().change(text -> "{\"a\": 1}");
    assertEquals(Optional.of("{\"a\": 1}"), shared().read());
  }

  @Test
  void saysWhatTheFileOfANodeHasThatIsNotInForce() throws IOException {
    FlowDefaults inForce = FlowDefaults.none().with(Flow.HEARTBEAT, Optional.of(TWO));
    assertEquals(
        Optional.empty(), node("{}").ignored(inForce, Budgets.NONE, "postgresql://db/otto"));
    String text = "{\"modelManagement\": {\"flowDefaults\": {\"heartbeat\": \"acme/one\"}}}";
    assertEquals(
        Optional.of(
            home.resolve("config.jsonc")
                + " has other values than postgresql://db/otto, which are in force: heartbeat is"
                + " acme/two and not acme/one; remove them from the file, or set them with ottoctl"),
        node(text).ignored(inForce, Budgets.NONE, "postgresql://db/otto"));
  }

  private SharedSettings shared() {
    return new SharedSettings(database);
  }

  private NodeSettings node(String text) throws IOException {
    return new NodeSettings(new JsoncFile(Files.writeString(home.resolve("config.jsonc"), text)));
  }
}
