package dev.otto.scheduler.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.run.Warnings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteDatabaseTest {
  @TempDir Path folder;
  private Path file;
  @AutoClose private SqliteDatabase database;

  @BeforeEach
  void open() {
    file = folder.resolve("otto-state.db");
    database = SqliteDatabase.open(file);
    database.write(tx -> tx.update("CREATE TABLE t (n INTEGER NOT NULL UNIQUE, s TEXT)"));
  }

  @Test
  void knowsTheVersionOfItsLastMigration() {
    var source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    var info = Schema.flyway(source, Dialect.SQLITE).info();
    assertEquals(0, info.pending().length);
    assertEquals(Schema.VERSION, Integer.parseInt(info.current().getVersion().getVersion()));
    assertTrue(Schema.flyway(source, Dialect.SQLITE).validateWithResult().validationSuccessful);
  }

  @Test
  void writesAheadAndFlushesEachCommit() {
    assertEquals(2L, (long) database.write(tx -> tx.queryNumber("PRAGMA synchronous")));
    assertEquals(1L, (long) database.write(tx -> tx.queryNumber("PRAGMA foreign_keys")));
    assertEquals(
        "wal",
        database
            .read(tx -> tx.queryFirst("PRAGMA journal_mode", row -> row.text("journal_mode")))
            .orElseThrow());
  }

  @Test
  void aDamagedFileIsNotOpened() throws Exception {
    for (int i = 0; i < 3_000; i++) {
      int key = i;
      database.write(tx -> insert(tx, key));
    }
    database.close();
    try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
      for (long page = raw.length() / 4096 - 5; page < raw.length() / 4096; page++) {
        raw.seek(page * 4096);
        raw.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
      }
    }
    var refused = assertThrows(DatabaseException.class, () -> SqliteDatabase.open(file));
    assertTrue(refused.getMessage().contains("is damaged; restore a backup"), refused.getMessage());
  }

  @Test
  void keepsWhatWasWrittenOverAReopening() {
    database.write(tx -> insert(tx, 7));
    database.close();
    database = SqliteDatabase.open(file);
    assertEquals(1, count());
  }

  @Test
  void afterACleanCloseTheOneFileHoldsEverything() throws Exception {
    database.write(tx -> insert(tx, 7));
    assertEquals(1, count());
    database.close();
    assertEquals(1, countInCopy());
  }

  @Test
  void theOneFileHoldsEverythingAlsoWhileAnotherProgramHasItOpen() throws Exception {
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = other.createStatement()) {
      statement.executeQuery("SELECT count(*) FROM t").close();
      database.write(tx -> insert(tx, 7));
      database.close();
      assertEquals(1, countInCopy());
    }
  }

  @Test
  void saysWhereTheNewestRowsAreWhenAnotherProgramKeepsThemThere() throws Exception {
    database.write(tx -> tx.queryNumber("PRAGMA busy_timeout = 1"));
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = other.createStatement();
        var warnings = new Warnings("-wal file")) {
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM t").close();
      database.write(tx -> insert(tx, 7));
      database.close();
      assertEquals(1, warnings.count());
    }
  }

  @Test
  void saysThatACopyMadeWhileOttoRanHoldsNothing() throws Exception {
    Path copy = Files.copy(file, folder.resolve("copy.db"));
    try (var warnings = new Warnings("otto backup")) {
      SqliteDatabase.open(copy).close();
      assertEquals(1, warnings.count());
      SqliteDatabase.open(copy).close();
      SqliteDatabase.open(folder.resolve("first.db")).close();
      assertEquals(1, warnings.count());
    }
  }

  @Test
  void undoesAStepThatFailsAndOnlyIt() throws Exception {
    var together = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> holder = threads.submit(() -> database.write(tx -> await(together)));
      var steps = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 100; i++) {
        int number = i;
        steps.add(threads.submit(() -> database.write(tx -> insertOrFail(tx, number))));
      }
      together.countDown();
      holder.get();
      int failed = 0;
      for (Future<Integer> step : steps) {
        try {
          step.get();
        } catch (ExecutionException e) {
          assertEquals("odd", e.getCause().getMessage());
          failed++;
        }
      }
      assertEquals(50, failed);
    }
    assertEquals(50, count());
    assertEquals(
        0L, (long) database.read(tx -> tx.queryNumber("SELECT count(*) FROM t WHERE n % 2 = 1")));
  }

  @Test
  void everyStepOfManyThreadsIsStoredOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(64)) {
      var steps = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 2_000; i++) {
        int number = i;
        steps.add(threads.submit(() -> database.write(tx -> insert(tx, number))));
      }
      for (Future<Integer> step : steps) {
        assertEquals(1, step.get());
      }
    }
    assertEquals(2_000, count());
  }

  @Test
  void tellsTheCallerWhichRuleAStatementBroke() {
    database.write(tx -> insert(tx, 1));
    var e = assertThrows(DatabaseException.class, () -> database.write(tx -> insert(tx, 1)));
    assertEquals(DatabaseException.Reason.CONSTRAINT, e.reason());
  }

  @Test
  void refusesAWriteWithinAWriteInsteadOfWaitingForItself() {
    assertThrows(
        IllegalStateException.class,
        () -> database.<Integer>write(outer -> database.<Integer>write(tx -> insert(tx, 1))));
    assertEquals(0, count());
  }

  @Test
  void readersCannotWrite() {
    assertThrows(DatabaseException.class, () -> database.read(tx -> insert(tx, 1)));
    assertEquals(0, count());
  }

  @Test
  void aReadSeesOneStateWhateverIsWrittenMeanwhile() {
    long seen =
        database.read(
            tx -> {
              long before = tx.queryNumber("SELECT count(*) FROM t");
              database.write(writing -> insert(writing, 1));
              return tx.queryNumber("SELECT count(*) FROM t") - before;
            });
    assertEquals(0, seen);
    assertEquals(1, count());
  }

  @Test
  void anInterruptedCallerStillGetsItsAnswerAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    assertEquals(1, (int) database.write(tx -> insert(tx, 1)));
    assertTrue(Thread.interrupted());
  }

  @Test
  void backsUpWhileRunningIntoAFileOfItsOwn() throws IOException {
    database.write(tx -> insert(tx, 42));
    Path backup = folder.resolve("backup.db");
    database.backup(backup);
    database.write(tx -> insert(tx, 43));
    try (var copy = SqliteDatabase.open(backup)) {
      assertEquals(1L, (long) copy.read(tx -> tx.queryNumber("SELECT count(*) FROM t")));
    }
    assertEquals("rw-------", rights(backup));
    assertThrows(DatabaseException.class, () -> database.backup(backup));
  }

  @Test
  void theFileIsForItsOwnerOnly() throws IOException {
    assertEquals("rw-------", rights(file));
    assertEquals("rw-------", rights(folder.resolve("otto-state.db-wal")));
  }

  @Test
  void refusesASchemaThatIsNewerThanItKnows() {
    database.write(
        tx ->
            tx.update(
                "INSERT INTO flyway_schema_history SELECT 99, '99', description, type, script,"
                    + " checksum, installed_by, installed_on, execution_time, success FROM"
                    + " flyway_schema_history WHERE installed_rank = 1"));
    database.close();
    var e = assertThrows(DatabaseException.class, () -> SqliteDatabase.open(file));
    assertEquals(DatabaseException.Reason.NEWER_SCHEMA, e.reason());
    assertTrue(e.getMessage().contains("schema 99"), e.getMessage());
  }

  @Test
  void saysThatTheDiskIsFullAndGoesOnOnceThereIsRoom() {
    database.write(tx -> tx.queryNumber("PRAGMA max_page_count = 60"));
    var e =
        assertThrows(
            DatabaseException.class,
            () ->
                database.write(tx -> tx.update("INSERT INTO t VALUES (1, hex(zeroblob(500000)))")));
    assertEquals(DatabaseException.Reason.FULL, e.reason());
    database.write(tx -> tx.queryNumber("PRAGMA max_page_count = 100000"));
    database.write(tx -> insert(tx, 1));
    assertEquals(1, count());
  }

  /** As it does where the disk is full when a transaction is committed. */
  @Test
  void goesOnAfterSqliteHasEndedTheTransactionByItself() {
    for (int i = 0; i < 3; i++) {
      assertThrows(DatabaseException.class, () -> database.write(SqliteDatabaseTest::endEarly));
    }
    database.write(tx -> insert(tx, 1));
    assertEquals(1, count());
  }

  private static boolean endEarly(Tx tx) {
    try {
      tx.control("ROLLBACK");
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void saysThatAnotherProcessHoldsTheFile() throws SQLException {
    database.write(tx -> tx.queryNumber("PRAGMA busy_timeout = 1"));
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      var e = assertThrows(DatabaseException.class, () -> database.write(tx -> insert(tx, 1)));
      assertEquals(DatabaseException.Reason.LOCKED, e.reason());
      statement.execute("ROLLBACK");
    }
    database.write(tx -> insert(tx, 1));
  }

  @Test
  void refusesAFileThatIsNoDatabase() throws IOException {
    Path text = folder.resolve("notes.txt");
    Files.writeString(
        text, "these are not the rows you are looking for, not even by far".repeat(40));
    var e = assertThrows(DatabaseException.class, () -> SqliteDatabase.open(text));
    assertEquals(DatabaseException.Reason.DAMAGED, e.reason());
  }

  @Test
  void storesNothingAfterItWasClosed() {
    database.close();
    var e = assertThrows(DatabaseException.class, () -> database.write(tx -> insert(tx, 1)));
    assertEquals(DatabaseException.Reason.CLOSED, e.reason());
    assertFalse(e.getMessage().isEmpty());
  }

  private long count() {
    return database.read(tx -> tx.queryNumber("SELECT count(*) FROM t"));
  }

  /** In a copy of the file alone, as {@code cp} makes it. */
  private long countInCopy() throws IOException {
    try (var copy = SqliteDatabase.open(Files.copy(file, folder.resolve("copy.db")))) {
      return copy.read(tx -> tx.queryNumber("SELECT count(*) FROM t"));
    }
  }

  private static int insert(Tx tx, int number) {
    return tx.update("INSERT INTO t (n) VALUES (?)", number);
  }

  private static int insertOrFail(Tx tx, int number) {
    int rows = insert(tx, number);
    if (number % 2 == 1) {
      throw new IllegalArgumentException("odd");
    }
    return rows;
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(Duration.ofSeconds(20).toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
