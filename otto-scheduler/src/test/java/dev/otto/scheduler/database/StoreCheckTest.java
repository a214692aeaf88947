package dev.otto.scheduler.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreCheckTest {
  private Path file;
  @AutoClose private SqliteDatabase database;
  private StoreCheck check;

  @BeforeEach
  void open(@TempDir Path folder) {
    file = folder.resolve("otto-state.db");
    database = SqliteDatabase.open(file);
    check = new StoreCheck(file, database, new OpenFile(file), 0);
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

  @ParameterizedTest
  @ValueSource(strings = {"", "-wal"})
  void noWriteIsAcknowledgedOnceAFileIsRemovedOrReplaced(String suffix) throws Exception {
    Path taken = Path.of(file + suffix);
    Path elsewhere = file.resolveSibling("elsewhere");
    Files.move(taken, elsewhere);
    assertRefused();
    Files.copy(elsewhere, taken);
    assertRefused();
    assertTrue(trouble(check).contains("restart Otto"), trouble(check));
    Files.move(elsewhere, taken, StandardCopyOption.REPLACE_EXISTING);
    int kept = database.write(tx -> tx.update("DELETE FROM runs"));
    assertEquals(0, kept);
  }

  private void assertRefused() {
    var refused =
        assertThrows(
            DatabaseException.class, () -> database.write(tx -> tx.update("DELETE FROM runs")));
    assertEquals(DatabaseException.Reason.UNREADABLE, refused.reason());
  }

  @Test
  void damageOfARunningDatabaseIsFoundAndEndsWriting() throws Exception {
    assertEquals(Optional.empty(), database.problem());
    database.lookForDamage();
    database.close();
    database = SqliteDatabase.open(file);
    try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
      for (long page = 2; page < raw.length() / 4096; page++) {
        raw.seek(page * 4096);
        raw.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
      }
    }
    assertThrows(DatabaseException.class, database::lookForDamage);
    assertTrue(database.problem().orElseThrow().contains("damaged"), "" + database.problem());
    var refused = assertThrows(DatabaseException.class, () -> database.write(tx -> 1));
    assertEquals(DatabaseException.Reason.DAMAGED, refused.reason());
  }

  @Test
  void littleRoomIsToldBeforeTheDiskIsFull() {
    String trouble = trouble(new StoreCheck(file, database, new OpenFile(file), Long.MAX_VALUE));
    assertTrue(trouble.contains("MiB are free"), trouble);
  }

  private static String trouble(StoreCheck check) {
    return check.trouble().orElseThrow();
  }
}
