package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunThreadsTest {
  private final RunThreads threads = new RunThreads();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void initialize() {
    threads.setThreadCount(2);
    threads.setThreadNamePrefix("otto-run");
    threads.initialize();
  }

  private void job() {
    running.add(Thread.currentThread().getName());
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void countsTheThreadsThatAreFree() {
    assertEquals(2, threads.getPoolSize());
    assertEquals(2, threads.blockForAvailableThreads());
    assertTrue(threads.runInThread(this::job));
    assertEquals(1, threads.blockForAvailableThreads());
    assertTrue(threads.runInThread(this::job));
    await().until(() -> running.equals(Set.of("otto-run-1", "otto-run-2")));
    var next = CompletableFuture.supplyAsync(threads::blockForAvailableThreads);
    assertFalse(next.isDone());
    over.countDown();
    assertTrue(next.join() >= 1);
    threads.shutdown(true);
  }

  @Test
  void aJobThatThrowsGivesItsThreadBack() {
    for (int i = 0; i < 10; i++) {
      assertTrue(
          threads.runInThread(
              () -> {
                throw new IllegalStateException("a defect, which a test makes");
              }));
    }
    await().dontCatchUncaughtExceptions().until(() -> threads.blockForAvailableThreads() == 2);
    threads.shutdown(true);
  }

  @Test
  void aShutdownWaitsForWhatRunsWhereItIsAskedTo() {
    var done = new AtomicInteger();
    threads.runInThread(
        () -> {
          job();
          done.incrementAndGet();
        });
    await().until(() -> running.size() == 1);
    var stopping = CompletableFuture.runAsync(() -> threads.shutdown(true));
    assertFalse(stopping.isDone());
    over.countDown();
    stopping.join();
    assertEquals(1, done.get());
  }

  @Test
  void aShutdownLetsGoWhoWaitsForAThreadAndTakesNoJob() {
    threads.runInThread(this::job);
    threads.runInThread(this::job);
    var waiting = CompletableFuture.supplyAsync(threads::blockForAvailableThreads);
    threads.shutdown(false);
    assertTrue(waiting.join() >= 1);
    assertFalse(threads.runInThread(this::job));
    over.countDown();
  }
}
