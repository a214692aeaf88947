package dev.otto.scheduler.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresDatabaseTest {
  @TempDir private Path folder;
  private PostgresDatabase.Access access;
  private PostgresDatabase database;

  @BeforeEach
  void open() {
    access = TestDatabase.access(folder);
    database = TestDatabase.alone(access);
    database.write(tx -> tx.update("CREATE TABLE t (n BIGINT NOT NULL UNIQUE, s TEXT)"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void stepsOfManyThreadsShareCommitsAndAFailedOneIsUndoneAlone() throws Exception {
    try (var threads = Executors.newFixedThreadPool(16)) {
      List<Future<Boolean>> steps =
          IntStream.range(0, 500).mapToObj(i -> threads.submit(() -> insert(i % 250))).toList();
      long stored = 0;
      for (Future<Boolean> step : steps) {
        stored += step.get() ? 1 : 0;
      }
      assertEquals(250, stored);
    }
    assertEquals(250L, (long) database.read(tx -> tx.queryNumber("SELECT count(*) FROM t")));
  }

  /** Reports whether the number was not there yet. */
  private boolean insert(int number) {
    try {
      return database.write(tx -> tx.update("INSERT INTO t (n) VALUES (?)", number)) == 1;
    } catch (DatabaseException e) {
      assertEquals(DatabaseException.Reason.CONSTRAINT, e.reason());
      return false;
    }
  }

  @Test
  void aReadSeesOneStateAndCannotWrite() {
    insert(1);
    database.read(
        tx -> {
          long before = tx.queryNumber("SELECT count(*) FROM t");
          database.write(other -> other.update("INSERT INTO t (n) VALUES (2)"));
          assertEquals(before, tx.queryNumber("SELECT count(*) FROM t"));
          return true;
        });
    assertThrows(
        DatabaseException.class,
        () -> database.read(tx -> tx.update("INSERT INTO t (n) VALUES (3)")));
    assertEquals(2L, (long) database.read(tx -> tx.queryNumber("SELECT count(*) FROM t")));
  }

  /** The server would end it after 10 s. */
  @Test
  void aConnectionThatNobodyUsesIsInNoTransaction() {
    await()
        .atMost(Duration.ofSeconds(8))
        .until(
            () ->
                database.read(
                        tx ->
                            tx.queryNumber(
                                """
                                SELECT count(*) FROM pg_stat_activity
                                WHERE datname = current_database() AND pid <> pg_backend_pid()
                                  AND state LIKE 'idle in transaction%'
                                """))
                    == 0);
  }

  /** As one of a newer version does, while this one is in use. */
  @Test
  void goesOnWhereAnotherAddsAColumn() throws Exception {
    insert(1);
    Step<List<Long>> step = tx -> tx.query("SELECT * FROM t", row -> row.number("n"));
    for (int i = 0; i < 10; i++) { // The driver has the server prepare what is sent often.
      assertEquals(List.of(1L), database.read(step));
      assertEquals(List.of(1L), database.write(step));
    }
    try (var connection = DriverManager.getConnection(access.url(), access.user(), "");
        var statement = connection.createStatement()) {
      statement.execute("ALTER TABLE t ADD COLUMN more TEXT");
    }
    assertEquals(List.of(1L), database.read(step));
    assertEquals(List.of(1L), database.write(step));
  }

  @Test
  void textsThatPostgresqlCannotHoldAreStoredAllTheSame() {
    database.write(tx -> tx.update("INSERT INTO t (n, s) VALUES (1, ?)", "a\0b\uD800c"));
    assertEquals("a\uFFFDb?c", text());
  }

  private String text() {
    return database.read(tx -> tx.query("SELECT s FROM t", row -> row.text("s"))).getFirst();
  }

  @Test
  void refusesASecondOneThatWouldBeAloneAndLetsItInWhenTheFirstHasStopped() {
    var refused = assertThrows(DatabaseException.class, () -> TestDatabase.alone(access).close());
    assertEquals(DatabaseException.Reason.LOCKED, refused.reason());
    String message = refused.getMessage();
    assertTrue(message.startsWith("Another Otto uses postgresql://"), message);
    assertTrue(message.contains(", connected from "), message);
    assertTrue(message.endsWith("stop what uses it, or name another database"), message);
    database.close();
    database = TestDatabase.alone(access);
    insert(1);
  }

  @Test
  void aBrokenConnectionIsReplacedAndTheOtherDatabaseOfTheServerIsNotLocked(
      @TempDir Path elsewhere) {
    insert(1);
    try (var other = TestDatabase.POSTGRESQL.open(elsewhere)) {
      long broken =
          other.read(
              tx ->
                  tx.queryNumber(
                      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                          + " WHERE datname = ?",
                      database
                          .read(
                              its ->
                                  its.queryFirst(
                                      "SELECT current_database() AS n", row -> row.text("n")))
                          .orElseThrow()));
      assertTrue(broken >= 2, "" + broken);
    }
    await().atMost(30, SECONDS).until(() -> insertsOrIsAway(2));
    assertEquals(Optional.empty(), database.problem());
    // A reading connection that was used a moment ago is not looked at before it is used again.
    await()
        .atMost(30, SECONDS)
        .ignoreExceptionsInstanceOf(DatabaseException.class)
        .until(() -> database.read(tx -> tx.queryNumber("SELECT count(*) FROM t")) == 2);
    assertThrows(DatabaseException.class, () -> TestDatabase.alone(access));
  }

  private boolean insertsOrIsAway(int number) {
    try {
      return insert(number);
    } catch (AssertionError notFoundOutYet) {
      return false;
    }
  }

  @Test
  void whoTookTheDatabaseMeanwhileKeepsIt() {
    database.write(tx -> tx.queryNumber("SELECT count(pg_advisory_unlock_all())"));
    try (var other = TestDatabase.alone(access)) {
      // The first one's connection breaks, and it must not write any more.
      other.write(
          tx ->
              tx.queryNumber(
                  "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                      + " WHERE datname = current_database() AND pid <> pg_backend_pid()"));
      var refused = assertThrows(DatabaseException.class, this::insertUntilNoticed);
      assertTrue(refused.getMessage().startsWith("Another Otto uses"), refused.getMessage());
      assertTrue(database.problem().orElse("").startsWith("Another Otto uses"));
    }
  }

  private void insertUntilNoticed() {
    database.write(tx -> tx.update("INSERT INTO t (n) VALUES (1)"));
  }

  @Test
  void whatBecameOfACommitWhoseAnswerIsLostIsAsked() throws Exception {
    database.close();
    var address = TestDatabase.address(folder);
    try (var wire = new Wire(address.port())) {
      String url = address.through(wire).url();
      database = TestDatabase.alone(new PostgresDatabase.Access(url, access.user(), null, 2));
      wire.loseAnswer("COMMIT\0");
      wire.refuse(3);
      assertTrue(insert(1));
      wire.loseQuestion("COMMIT\0");
      var failed =
          assertThrows(
              DatabaseException.class,
              () -> database.write(tx -> tx.update("INSERT INTO t (n) VALUES (3)")));
      assertEquals(DatabaseException.Reason.AWAY, failed.reason());
      assertTrue(insert(2));
      assertEquals(2L, (long) database.read(tx -> tx.queryNumber("SELECT count(*) FROM t")));
    }
  }

  @Test
  void saysWhatIsWrongAndNeverThePassword() {
    String secret = "sesame-1729";
    var nobody =
        assertThrows(
            DatabaseException.class,
            () ->
                TestDatabase.alone(new PostgresDatabase.Access(access.url(), "nobody", secret, 2)));
    assertEquals(DatabaseException.Reason.UNREADABLE, nobody.reason());
    var nowhere =
        assertThrows(
            DatabaseException.class,
            () ->
                TestDatabase.alone(
                    new PostgresDatabase.Access(access.url() + "x", "postgres", secret, 2)));
    assertEquals(DatabaseException.Reason.UNREADABLE, nowhere.reason());
    var away =
        assertThrows(
            DatabaseException.class,
            () ->
                TestDatabase.alone(
                    new PostgresDatabase.Access(
                        "jdbc:postgresql://127.0.0.1:1/otto", "postgres", secret, 2)));
    assertEquals(DatabaseException.Reason.AWAY, away.reason());
    var withoutTls =
        assertThrows(
            DatabaseException.class,
            () ->
                TestDatabase.alone(
                    new PostgresDatabase.Access(
                        access.url() + "?sslmode=require", "postgres", secret, 2)));
    assertEquals(DatabaseException.Reason.UNREADABLE, withoutTls.reason());
    for (DatabaseException thrown : List.of(nobody, nowhere, away, withoutTls)) {
      assertTrue(thrown.getMessage().contains(" cannot be used: "), thrown.getMessage());
      for (Throwable it = thrown; it != null; it = it.getCause()) {
        assertFalse(it.toString().contains(secret), it.toString());
      }
    }
  }

  @Test
  void aNewerSchemaIsUsedIfItsOttoSaysThatThisOneCan() {
    var newer = TestDatabase.empty();
    try (var first = TestDatabase.alone(newer)) {
      makeNewer(first, Integer.toString(Schema.VERSION));
    }
    try (var older = TestDatabase.shared(newer.url())) {
      assertEquals(Optional.empty(), older.problem());
    }
  }

  @Test
  void aNewerSchemaIsRefusedOtherwise() {
    var newer = TestDatabase.empty();
    try (var first = TestDatabase.alone(newer)) {
      makeNewer(first, "999");
    }
    var refused = assertThrows(DatabaseException.class, () -> TestDatabase.shared(newer.url()));
    assertEquals(DatabaseException.Reason.NEWER_SCHEMA, refused.reason());
    assertTrue(
        refused.getMessage().contains("(schema 999, this one knows " + Schema.VERSION + ")"),
        refused.getMessage());
  }

  private static void makeNewer(Database database, String oldest) {
    database.write(
        tx ->
            tx.update(
                    "UPDATE flyway_schema_history SET version = '999' WHERE version = ?",
                    Integer.toString(Schema.VERSION))
                + tx.update(
                    "UPDATE shared_values SET value = ? WHERE name = ?",
                    oldest,
                    Schema.OLDEST_NAME));
  }

  @Test
  void aChangeThatOlderOnesCannotSeeWaitsUntilTheyAreStopped() throws Exception {
    var shared = TestDatabase.empty();
    var source = new PGSimpleDataSource();
    source.setUrl(shared.url());
    source.setUser(shared.user());
    Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source)
        .locations(Dialect.POSTGRESQL.migrations())
        .target(Integer.toString(Schema.OLDEST - 1))
        .load()
        .migrate();
    try (Connection older = source.getConnection();
        Statement lock = older.createStatement()) {
      lock.execute("SELECT pg_advisory_lock_shared(1330926671, hashtext(current_schema()))");
      var refused = assertThrows(DatabaseException.class, () -> TestDatabase.shared(shared.url()));
      assertEquals(DatabaseException.Reason.LOCKED, refused.reason());
      assertTrue(refused.getMessage().contains("stop all of them"), refused.getMessage());
    }
    try (var first = TestDatabase.shared(shared.url());
        var second = TestDatabase.shared(shared.url())) {
      assertEquals(Optional.empty(), first.problem());
      assertEquals(Optional.empty(), second.problem());
    }
  }
}
