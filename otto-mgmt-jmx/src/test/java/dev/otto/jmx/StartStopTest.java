package dev.otto.jmx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.otto.models.testing.NewThreads;
import dev.otto.models.testing.OfferedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.SchedulerRepository;

/** A thousand schedulers with both plugins come and go, and nothing of them stays. */
class StartStopTest {
  private static final int CYCLES = Integer.getInteger("otto.test.cycles", 1_000);
  private static final int WARM_UP = 20;
  private static final Path HANDLES = Path.of("/proc/self/fd");

  @TempDir private static Path folder;
  @AutoClose private static OfferedModels openCode;
  private static NewThreads threads;
  private static int beansBefore;
  private static long handlesBefore;

  @BeforeAll
  static void comeAndGo() throws Exception {
    openCode = new OfferedModels("a", "b");
    Path properties = Application.properties(folder, openCode, "cycle");
    // What is loaded once stays open.
    cycle(properties, WARM_UP);
    threads = new NewThreads();
    beansBefore = Application.SERVER.getMBeanCount();
    handlesBefore = handles();
    cycle(properties, CYCLES);
  }

  private static void cycle(Path properties, int times) throws SchedulerException {
    for (int i = 0; i < times; i++) {
      Scheduler scheduler = Application.create(properties);
      scheduler.start();
      assertEquals(4, Application.beans().size());
      // Without waiting for idle workers, which takes half a second each time.
      scheduler.shutdown(false);
    }
  }

  @Test
  void noBeanIsLeft() {
    assertEquals(Set.of(), Application.beans());
    assertEquals(beansBefore, Application.SERVER.getMBeanCount());
    assertTrue(SchedulerRepository.getInstance().lookupAll().isEmpty());
  }

  @Test
  void noThreadIsLeft() {
    await().atMost(20, SECONDS).untilAsserted(() -> assertEquals(List.of(), threads.alive()));
  }

  @Test
  void noFileHandleIsLeft() {
    assumeTrue(Files.isDirectory(HANDLES), "open files are counted in /proc, which is not here");
    await()
        .atMost(20, SECONDS)
        .untilAsserted(
            () -> assertTrue(handles() <= handlesBefore, handles() + " > " + handlesBefore));
  }

  /** 0 where nobody can count them. */
  private static long handles() throws IOException {
    if (!Files.isDirectory(HANDLES)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(HANDLES)) {
      return open.count();
    }
  }
}
