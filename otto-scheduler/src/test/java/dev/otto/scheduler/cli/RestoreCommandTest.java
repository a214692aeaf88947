package dev.otto.scheduler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.daemon.HomeLock;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreCommandTest {
  private final Path home;
  private final CapturedTerminal terminal;
  private Path file;
  private Path backup;

  RestoreCommandTest(@TempDir Path home) {
    this.home = home;
    this.terminal = new CapturedTerminal(home);
  }

  /** A backup of the first state, and a database with the second one. */
  @BeforeEach
  void makeBackup() throws IOException {
    OttoPaths paths = OttoPaths.of(terminal.terminal().environment());
    paths.createFolders();
    file = paths.database();
    backup = home.resolve("backup.db");
    record("first");
    assertEquals(0, terminal.otto("backup", backup.toString()));
    record("second");
  }

  @Test
  void bringsTheStateOfTheBackupBackAndKeepsTheOther() throws IOException {
    assertEquals(0, terminal.otto("restore", backup.toString()), terminal.printed());
    assertEquals(List.of("database.restore", "first"), actions(file));
    assertEquals(List.of("second", "first"), actions(kept()));
    assertTrue(terminal.printed().contains("is kept in " + kept()), terminal.printed());
    assertTrue(Files.exists(backup));
  }

  @Test
  void whoHasTheRowsOnAServerIsToldWhatToUseInstead() throws IOException {
    Path config = OttoPaths.of(terminal.terminal().environment()).config();
    Files.createDirectories(config.getParent());
    Files.writeString(config, "{\"database\": {\"url\": \"jdbc:postgresql://db/otto\"}}");
    assertNotEquals(0, terminal.otto("restore", backup.toString()));
    assertNotEquals(0, terminal.otto("backup", home.resolve("other.db").toString()));
    assertNotEquals(0, terminal.otto("import", "--dry-run"));
    assertEquals(List.of("second", "first"), actions(file));
    for (String sentence : List.of("use pg_restore", "pg_dump copies it", "without database.url")) {
      assertTrue(terminal.printed().contains(sentence), terminal.printed());
    }
  }

  @Test
  void takesTheWalOfAKilledOttoOutOfTheWay() throws IOException {
    Path wal = Path.of(file + "-wal");
    Path copy = home.resolve("copy");
    try (var database = SqliteDatabase.open(file)) {
      record(database, "third");
      Files.copy(file, copy);
      Files.copy(wal, Path.of(copy + "-wal"));
    }
    Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    Files.move(Path.of(copy + "-wal"), wal);
    assertEquals(0, terminal.otto("restore", backup.toString()), terminal.printed());
    assertEquals(List.of("database.restore", "first"), actions(file));
    assertEquals(List.of("third", "second", "first"), actions(kept()));
  }

  @Test
  void isRefusedWhileAnOttoRuns() throws Exception {
    try (var _ = HomeLock.take(OttoPaths.of(terminal.terminal().environment()).lock())) {
      assertNotEquals(0, terminal.otto("restore", backup.toString()));
    }
    assertTrue(terminal.printed().contains("already running"), terminal.printed());
    assertEquals(List.of("second", "first"), actions(file));
  }

  @Test
  void aDamagedOrMissingBackupChangesNothing() throws IOException {
    for (String content : List.of("no database at all, but long enough to be taken for one", "")) {
      Path wrong = Files.writeString(home.resolve("wrong.db"), content);
      assertNotEquals(0, terminal.otto("restore", wrong.toString()), content);
    }
    assertNotEquals(0, terminal.otto("restore", home.resolve("missing.db").toString()));
    assertEquals(List.of("second", "first"), actions(file));
    assertFalse(Files.exists(Path.of(file + ".restoring")));
  }

  @Test
  void aBackupOfANewerOttoIsRefusedWithASentence() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + backup);
        var statement = connection.createStatement()) {
      statement.execute("UPDATE flyway_schema_history SET version = '999' WHERE version = '1'");
    }
    assertNotEquals(0, terminal.otto("restore", backup.toString()));
    String sentence = terminal.printed();
    assertTrue(sentence.contains(backup + " was written by a newer Otto"), sentence);
    assertTrue(sentence.contains("nothing was changed"), sentence);
    assertEquals(List.of("second", "first"), actions(file));
  }

  private Path kept() throws IOException {
    try (var files = Files.list(file.getParent())) {
      return files
          .filter(path -> path.getFileName().toString().matches(".*before-restore-[0-9TZ]+"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void record(String action) {
    try (var database = SqliteDatabase.open(file)) {
      record(database, action);
    }
  }

  private static void record(Database database, String action) {
    new AuditLog(database, InstantSource.system())
        .record(Change.of(Actor.scheduler("test"), action, null), AuditOutcome.DONE);
  }

  private static List<String> actions(Path file) {
    try (var database = SqliteDatabase.open(file)) {
      return new AuditLog(database, InstantSource.system())
          .newest(10, OptionalLong.empty()).stream().map(entry -> entry.change().action()).toList();
    }
  }
}
