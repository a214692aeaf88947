package dev.otto.scheduler.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two Ottos that write to one PostgreSQL. */
class SharedDatabaseTest {
  @TempDir Path folder;
  private PostgresDatabase one;
  private PostgresDatabase other;

  @BeforeEach
  void open() {
    one = TestDatabase.shared(folder);
    other = TestDatabase.shared(folder);
    one.write(tx -> tx.update("CREATE TABLE t (id TEXT PRIMARY KEY, n BIGINT NOT NULL)"));
    one.write(tx -> tx.update("INSERT INTO t VALUES ('a', 0), ('b', 0)"));
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  @Test
  void aStepThatIsOvertakenIsUndoneAndRunAgain() {
    var tries = new AtomicInteger();
    long stored =
        one.write(
            tx -> {
              long read = number(tx, "a");
              tx.update("UPDATE t SET n = n + 100 WHERE id = 'b'");
              if (tries.incrementAndGet() == 1) {
                other.write(its -> set(its, "a", 10));
              }
              set(tx, "a", read + 1);
              return read + 1;
            });
    assertEquals(2, tries.get());
    assertEquals(11, stored);
    assertEquals(List.of(11L, 100L), numbers());
    assertEquals(1, one.repeatedSteps());
    assertEquals(0, other.repeatedSteps());
  }

  @Test
  void aStepThatIsAlwaysOvertakenFailsInTheEnd() {
    var tries = new AtomicInteger();
    var failed =
        assertThrows(
            DatabaseException.class,
            () ->
                one.write(
                    tx -> {
                      long read = number(tx, "a");
                      other.write(its -> set(its, "a", tries.incrementAndGet()));
                      return set(tx, "a", read + 1000);
                    }));
    assertEquals(DatabaseException.Reason.LOCKED, failed.reason());
    assertTrue(failed.getMessage().startsWith("Others change the same rows"), failed.getMessage());
    assertEquals(10, tries.get());
    assertEquals(List.of(10L, 0L), numbers());
  }

  @Test
  void aRowThatAnotherMadeMeanwhileIsFoundAtTheNextTry() {
    var other = new AtomicBoolean(true);
    String found =
        one.write(
            tx -> {
              if (tx.queryNumber("SELECT count(*) FROM t WHERE id = 'c'") == 1) {
                return "found";
              }
              if (other.getAndSet(false)) {
                this.other.write(its -> its.update("INSERT INTO t VALUES ('c', 1)"));
              }
              tx.update("INSERT INTO t VALUES ('c', 2)");
              return "made";
            });
    assertEquals("found", found);
  }

  @Test
  void noUpdateIsLostWhereManyReadAndWriteTheSameRows() throws Exception {
    int each = 50;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < 4 * each; i++) {
        PostgresDatabase database = i % 2 == 0 ? one : other;
        String first = i % 4 < 2 ? "a" : "b";
        all.add(threads.submit(() -> database.write(tx -> addToBoth(tx, first))));
      }
      for (Future<?> done : all) {
        done.get();
      }
    }
    assertEquals(List.of(4L * each, 4L * each), numbers());
  }

  @Test
  void whoSharesItKeepsOutWhoDoesNot() {
    var refused =
        assertThrows(
            DatabaseException.class, () -> TestDatabase.alone(TestDatabase.access(folder)));
    assertTrue(refused.getMessage().startsWith("Another Otto uses "), refused.getMessage());
    one.close();
    other.close();
    try (var alone = TestDatabase.alone(TestDatabase.access(folder))) {
      var waits = assertThrows(DatabaseException.class, () -> TestDatabase.shared(folder).close());
      assertTrue(waits.getMessage().contains(", such as otto move, uses it, connected from "));
      assertEquals(0L, alone.<Long>read(tx -> number(tx, "a")));
    }
  }

  @Test
  void noTwoAreTheSameNode() {
    String url = TestDatabase.address(folder).url();
    var first = TestDatabase.shared(url, "box-1");
    var refused =
        assertThrows(DatabaseException.class, () -> TestDatabase.shared(url, "box-1").close());
    assertEquals(DatabaseException.Reason.LOCKED, refused.reason());
    String message = refused.getMessage();
    assertTrue(message.contains(" as the node box-1, connected from "), message);
    assertTrue(message.endsWith("delete data/node-id in this one"), message);
    first.close();
    TestDatabase.shared(url, "box-1").close();
  }

  /** In either order, so that each waits for the other now and then. */
  private static int addToBoth(Tx tx, String first) {
    String second = first.equals("a") ? "b" : "a";
    set(tx, first, number(tx, first) + 1);
    return set(tx, second, number(tx, second) + 1);
  }

  private static long number(Tx tx, String id) {
    return tx.queryNumber("SELECT n FROM t WHERE id = ?", id);
  }

  private static int set(Tx tx, String id, long n) {
    return tx.update("UPDATE t SET n = ? WHERE id = ?", n, id);
  }

  private List<Long> numbers() {
    return one.read(
        tx -> tx.query("SELECT n FROM t WHERE id < 'c' ORDER BY id", row -> row.number("n")));
  }
}
