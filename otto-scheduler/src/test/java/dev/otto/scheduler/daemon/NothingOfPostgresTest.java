package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who keeps everything in one file pays nothing for the other database. */
class NothingOfPostgresTest {
  private static final String DRIVER_AND_POOL =
      ".* (org\\.postgresql|com\\.zaxxer\\.hikari|dev\\.otto\\.scheduler\\.database\\.(Postgres|Server))\\S*"
          + " .*";

  /** The migrations look for plug-ins once, and those of PostgreSQL are some. */
  private static final String OF_FLYWAY = ".* org\\.flywaydb\\.core\\.internal\\..*";

  @TempDir Path home;

  @Test
  void anOttoOnItsOwnFileLoadsNoClassOfIt() throws Exception {
    try (var openCode = StandInOpenCode.start()) {
      List<String> first = loaded(openCode, "first");
      assertTrue(matching(OF_FLYWAY, first).size() > 10, "the first start makes the tables");
      assertEquals(List.of(), matching(DRIVER_AND_POOL, first));
      List<String> second = loaded(openCode, "second");
      assertTrue(matching(".* dev\\.otto\\.scheduler\\.database\\.Sqlite.*", second).size() > 0);
      assertEquals(List.of(), matching(DRIVER_AND_POOL, second));
      assertEquals(List.of(), matching(OF_FLYWAY, second));
    }
  }

  /** Returns a line for each class that was loaded until a job had run. */
  private List<String> loaded(StandInOpenCode openCode, String job) throws Exception {
    Path log = home.resolve(job + ".log");
    try (var otto = new KilledOtto(home, openCode.url(), "-Xlog:class+load:file=" + log)) {
      otto.create(
          "{\"id\":\"%s\",\"type\":\"t\",\"scheduleType\":\"oneshot\",\"runAt\":%d,"
                  .formatted(job, System.currentTimeMillis())
              + "\"payload\":{\"prompt\":\"Say hello.\"}}");
      await().atMost(OttoOnOpenCode.LONG).until(() -> hasRun(otto, job));
    }
    return Files.readAllLines(log);
  }

  private static boolean hasRun(KilledOtto otto, String job)
      throws IOException, InterruptedException {
    return otto.get("/external/runs?jobId=" + job + "&state=succeeded").path("runs").size() == 1;
  }

  private static List<String> matching(String pattern, List<String> lines) {
    return lines.stream().filter(line -> line.matches(pattern)).toList();
  }
}
