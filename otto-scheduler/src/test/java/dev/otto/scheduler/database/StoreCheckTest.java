package dev.otto.scheduler.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckTest {
  private Path file;
  private SqliteDatabase database;
  private StoreCheck check;

  @BeforeEach
  void open(@TempDir Path folder) {
    file = folder.resolve("otto-state.db");
    database = SqliteDatabase.open(file);
    check = new StoreCheck(file, database, 0);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void storesForRealAndLeavesNothingChanged() throws Exception {
    Path wal = Path.of(file + "-wal");
    long before = Files.size(wal);
    assertEquals(Optional.empty(), check.trouble());
    assertTrue(Files.size(wal) > before);
    assertEquals(0L, (long) database.read(tx -> tx.queryNumber("PRAGMA user_version")));
  }

  @Test
  void aLockedDatabaseIsInTroubleUntilItIsFree() throws Exception {
    database.write(tx -> tx.queryNumber("PRAGMA busy_timeout = 1"));
    try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      assertTrue(trouble(check).contains("locked by another process"), trouble(check));
      statement.execute("ROLLBACK");
    }
    assertEquals(Optional.empty(), check.trouble());
  }

  @Test
  void aDatabaseThatMayOnlyBeReadIsInTrouble() {
    database.write(tx -> tx.update("PRAGMA query_only = 1"));
    assertTrue(trouble(check).contains("read"), trouble(check));
  }

  @Test
  void aFileThatTookThePlaceOfTheDatabaseIsInTrouble() throws Exception {
    Path copy = file.resolveSibling("copy.db");
    database.backup(copy);
    Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    assertTrue(trouble(check).contains("another file has taken the place"), trouble(check));
  }

  @Test
  void aFileThatWasMovedAwayIsInTrouble() throws Exception {
    Path elsewhere = file.resolveSibling("elsewhere.db");
    Files.move(file, elsewhere);
    assertTrue(trouble(check).contains(file + " is gone"), trouble(check));
    Files.move(elsewhere, file);
    assertEquals(Optional.empty(), check.trouble());
  }

  @Test
  void littleRoomIsToldBeforeTheDiskIsFull() {
    String trouble = trouble(new StoreCheck(file, database, Long.MAX_VALUE));
    assertTrue(trouble.contains("MiB are free"), trouble);
  }

  private static String trouble(StoreCheck check) {
    return check.trouble().orElseThrow();
  }
}
