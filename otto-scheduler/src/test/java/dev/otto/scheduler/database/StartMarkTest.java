package dev.otto.scheduler.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that was replaced by hand, with what a killed Otto left beside it. */
class StartMarkTest {
  @TempDir Path folder;
  private Path file;
  private Path wal;

  /** What a killed Otto leaves: a file and its log, of the second start. */
  @BeforeEach
  void makeWhatAKilledOttoLeaves() throws IOException {
    file = folder.resolve("otto-state.db");
    wal = Path.of(file + "-wal");
    try (var first = SqliteDatabase.open(file)) {
      assertFalse(first.markStart(1));
    }
    Files.copy(file, folder.resolve("copy.db"));
    try (var second = SqliteDatabase.open(file)) {
      assertFalse(second.markStart(2));
      insert(second, "a");
      second.backup(folder.resolve("backup.db"));
      insert(second, "b");
      Files.copy(file, folder.resolve("killed.db"));
      Files.copy(wal, folder.resolve("killed.db-wal"));
    }
    move("killed.db", file);
    move("killed.db-wal", wal);
  }

  @Test
  void aKilledOttoFindsEverythingAgain() {
    try (var database = SqliteDatabase.open(file)) {
      assertFalse(database.markStart(3));
      assertEquals(2L, count(database));
    }
  }

  @Test
  void aBackupMovedBesideTheLogOfTheOtherIsRefusedAndNeitherIsTouched() throws IOException {
    for (String replacement : new String[] {"backup.db", "copy.db"}) {
      byte[] log = Files.readAllBytes(wal);
      move(replacement, file);
      byte[] moved = Files.readAllBytes(file);
      var refused = assertThrows(DatabaseException.class, () -> SqliteDatabase.open(file));
      assertTrue(refused.getMessage().contains("otto restore FILE"), refused.getMessage());
      assertTrue(refused.getMessage().contains("otto-state.db-wal away"), refused.getMessage());
      assertEquals(Arrays.hashCode(log), hash(wal));
      assertEquals(Arrays.hashCode(moved), hash(file));
    }
  }

  @Test
  void aBackupThatIsMovedAloneIsOpenedAndToldOfOnce() throws IOException {
    Files.delete(wal);
    move("backup.db", file);
    try (var database = SqliteDatabase.open(file)) {
      assertTrue(database.markStart(3));
      assertEquals(1L, count(database));
    }
    try (var database = SqliteDatabase.open(file)) {
      assertFalse(database.markStart(4));
    }
  }

  @Test
  void aRestoreIsNoReplacementByHand() {
    new Restore(folder.resolve("backup.db"), file, folder.resolve("kept.db")).run();
    try (var database = SqliteDatabase.open(file)) {
      assertFalse(database.markStart(3));
      assertEquals(1L, count(database));
    }
  }

  private void move(String name, Path target) throws IOException {
    Files.move(folder.resolve(name), target, StandardCopyOption.REPLACE_EXISTING);
  }

  private static int hash(Path path) throws IOException {
    return Arrays.hashCode(Files.readAllBytes(path));
  }

  private static void insert(Database database, String id) {
    int unused =
        database.write(
            tx ->
                tx.update(
                    """
                    INSERT INTO jobs (id, type, schedule_type, created_at, updated_at)
                    VALUES (?, 't', 'oneshot', 0, 0)
                    """,
                    id));
  }

  private static long count(Database database) {
    return database.read(tx -> tx.queryNumber("SELECT count(*) FROM jobs"));
  }
}
