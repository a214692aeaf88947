package dev.otto.scheduler.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class RunningRunsTest {
  private final List<String> aborted = new CopyOnWriteArrayList<>();
  private final RunningRuns running = new RunningRuns(aborted::add);

  @Test
  void anAbortReachesASessionThatIsMadeAfterIt() {
    try (var run = running.register("run").orElseThrow()) {
      assertTrue(running.abort("run"));
      run.sessionOpened("session");
      await().until(() -> aborted.contains("session"));
      assertEquals("aborted", run.cancellation().orElseThrow().errorCode());
    }
  }

  @Test
  void anUnknownRunCannotBeAborted() {
    running.register("over").orElseThrow().close();
    assertFalse(running.abort("over"));
  }

  @Test
  void stoppingLetsNothingBeginAndEndsWhatRunsAsLost() throws InterruptedException {
    Thread stopping;
    try (var run = running.register("run").orElseThrow()) {
      run.sessionOpened("session");
      stopping = Thread.ofVirtual().start(this::stopAtOnce);
      await().until(() -> aborted.contains("session"));
      assertEquals("lost", run.cancellation().orElseThrow().errorCode());
      assertEquals(Optional.empty(), running.register("another"));
    }
    stopping.join();
    assertEquals(0, running.count());
  }

  private void stopAtOnce() {
    try {
      assertEquals(List.of(), running.stop(Duration.ZERO));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
