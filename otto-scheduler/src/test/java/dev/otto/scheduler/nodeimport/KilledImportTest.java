package dev.otto.scheduler.nodeimport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.scheduler.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dotto.test.kills} says how often; each kill is a process that dies by SIGKILL. */
class KilledImportTest {
  private static final int KILLS = Integer.getInteger("otto.test.kills", 50);
  private static final List<String> TABLES =
      List.of(
          "SELECT id, type, schedule_type, payload, run_at, cadence_minutes, profile_id, model_ref,"
              + " paused, last_run_at, terminal_state, created_at, updated_at FROM jobs ORDER BY id",
          "SELECT * FROM runs ORDER BY id",
          "SELECT at, actor, surface, action, target, before, after, outcome, imported_id FROM"
              + " audit_entries WHERE imported_id IS NOT NULL ORDER BY imported_id",
          "SELECT count(*) FROM audit_entries",
          "SELECT * FROM notification_profile");

  @TempDir Path folder;

  @Test
  void anImportThatWasKilledAndRepeatedIsAsIfDoneOnce() throws Exception {
    LargeHome.fill(OldHome.in(Files.createDirectories(folder.resolve("filled"))), 300, 10);
    OldHome whole = home("whole");
    long started = System.nanoTime();
    assertEquals(0, start(whole).waitFor());
    long nanos = System.nanoTime() - started;
    List<?> expected = contents(whole);
    var moments = new Random(20_26);
    for (int killed = 0; killed < KILLS; ) {
      OldHome home = home("killed");
      started = System.nanoTime();
      Process process = start(home);
      if (process.waitFor(moments.nextLong(nanos / 4, nanos), TimeUnit.NANOSECONDS)) {
        nanos = System.nanoTime() - started;
      } else {
        process.destroyForcibly().waitFor();
        killed++;
        nanos +=
            nanos / 50; // The machine may be slower by now; one that ends in time says how fast.
        assertEquals(0, new OttoOnTerminal(home.user()).run("import"), "after kill " + killed);
      }
      assertEquals(expected, contents(home), "after kill " + killed);
      HomeCopy.delete(home.user());
    }
  }

  private OldHome home(String name) throws Exception {
    OldHome home = OldHome.in(Files.createDirectories(folder.resolve(name)));
    Path filled = new OldHome(folder.resolve("filled")).database();
    Files.copy(filled, home.database(), StandardCopyOption.REPLACE_EXISTING);
    return home;
  }

  private static Process start(OldHome home) throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Duser.timezone=UTC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "import");
    builder.environment().put("HOME", home.user().toString());
    List.of("OTTO_HOME", "OTTO_CONFIG").forEach(builder.environment()::remove);
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The rows, the files, and how many copies there are. */
  private static List<Object> contents(OldHome home) throws Exception {
    var contents = new ArrayList<Object>();
    for (String sql : TABLES) {
      contents.add(Rows.of(home.database(), sql));
    }
    try (Stream<Path> files = Files.walk(home.user())) {
      contents.add(
          files
              .map(file -> home.user().relativize(file).toString())
              .filter(file -> !file.endsWith("-wal") && !file.endsWith("-shm"))
              .sorted()
              .toList());
    }
    return contents;
  }
}
