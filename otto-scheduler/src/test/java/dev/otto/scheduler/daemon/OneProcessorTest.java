package dev.otto.scheduler.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What waits in SQLite holds a carrier of the virtual threads, of which one processor has one. Then
 * health was answered once the lock of a database was given up. How long it takes is measured by
 * {@code otto-benchmarks/run campaign storage}.
 */
class OneProcessorTest {
  @TempDir Path home;

  @Test
  void oneProcessorHasMoreCarriersThanSqliteCanHold() throws Exception {
    try (var openCode = StandInOpenCode.start();
        var otto = new KilledOtto(home, openCode.url(), "-XX:ActiveProcessorCount=1")) {
      String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
      Process asked =
          new ProcessBuilder(jcmd, String.valueOf(otto.pid()), "Thread.vthread_scheduler")
              .redirectErrorStream(true)
              .start();
      String scheduler = new String(asked.getInputStream().readAllBytes(), UTF_8);
      assertTrue(scheduler.contains("parallelism = 8"), scheduler);
    }
  }
}
