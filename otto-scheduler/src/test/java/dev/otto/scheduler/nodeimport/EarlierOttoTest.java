package dev.otto.scheduler.nodeimport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.database.EarlierDatabase;
import dev.otto.scheduler.database.SqliteDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierOttoTest {
  @TempDir Path user;

  @Test
  void serveNamesTheImportAndTouchesNothing() throws Exception {
    OldHome home = OldHome.in(user);
    Map<String, String> before = OldHome.contents(user);
    var otto = new OttoOnTerminal(user);
    assertEquals(78, otto.run("serve"));
    assertEquals(
        "otto: "
            + home.database()
            + " is the database of the Node.js Otto; run `otto import"
            + " --dry-run` to see what a move does, and `otto import` to move\n",
        otto.err());
    assertEquals(before, OldHome.contents(user));
  }

  @Test
  void serveNamesTheImportWhereTheConfigurationStillSaysTheHomeOfAnotherMachine() throws Exception {
    OldHome home = OldHome.in(user);
    home.configure(user.resolve("elsewhere"));
    Map<String, String> before = OldHome.contents(user);
    var otto = new OttoOnTerminal(user);
    assertEquals(78, otto.run("serve"));
    assertTrue(otto.err().contains("otto import"), otto.err());
    assertTrue(otto.err().contains(user.resolve("elsewhere").toString()), otto.err());
    assertEquals(before, OldHome.contents(user));
  }

  @Test
  void backupNamesTheImportToo() throws Exception {
    OldHome.in(user);
    var otto = new OttoOnTerminal(user);
    assertEquals(78, otto.run("backup", user.resolve("copy.db").toString()));
    assertTrue(otto.err().contains("run `otto import`"), otto.err());
  }

  @Test
  void configCheckIsContentWithItsConfiguration() throws Exception {
    OldHome.in(user);
    var otto = new OttoOnTerminal(user);
    assertEquals(0, otto.run("config", "check"), otto.err());
    assertTrue(otto.err().contains("telegram is kept but not used"), otto.err());
  }

  @Test
  void recognisesADatabaseWhoseTablesAreInItsLogOnly() throws Exception {
    OldHome home = OldHome.in(user);
    Path killed = user.resolve("killed.db");
    Path open = user.resolve("open.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + open);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("CREATE TABLE schema_migrations (id TEXT)");
      statement.execute("CREATE TABLE jobs (id TEXT)");
      statement.execute("CREATE TABLE task_audit_log (id TEXT)");
      Files.copy(open, killed);
      Files.copy(user.resolve("open.db-wal"), user.resolve("killed.db-wal"));
    }
    assertTrue(EarlierDatabase.isAt(killed));
    assertTrue(EarlierDatabase.isAt(home.database()));
  }

  @Test
  void recognisesNeitherItsOwnDatabaseNorAnythingElse() throws Exception {
    Path own = user.resolve("own.db");
    SqliteDatabase.open(own).close();
    assertFalse(EarlierDatabase.isAt(own));
    assertFalse(EarlierDatabase.isAt(user.resolve("none.db")));
    assertFalse(EarlierDatabase.isAt(Files.createFile(user.resolve("empty.db"))));
    assertFalse(EarlierDatabase.isAt(Files.writeString(user.resolve("text.db"), "no database")));
  }
}
