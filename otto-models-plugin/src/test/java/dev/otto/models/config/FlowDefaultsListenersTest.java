package dev.otto.models.config;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowDefaultsListenersTest {
  private static final ModelRef GPT = ModelRef.of("openai/gpt-5");

  private FlowDefaultsDocument file;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("config.jsonc");
    Files.writeString(path, "{}\n");
    file = new FlowDefaultsDocument(path);
  }

  @Test
  void aSlowListenerKeepsNobodyFromChangingTheFile() throws Exception {
    var told = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var heard = new CopyOnWriteArrayList<FlowDefaults>();
    file.onChange(
        (before, after, origin) -> {
          heard.add(after);
          told.countDown();
          waitFor(goOn);
        });
    var slow = inItsOwnThread(() -> set(Flow.HEARTBEAT));
    waitFor(told);

    inItsOwnThread(() -> set(Flow.SCHEDULED_TASKS)).get(20, SECONDS);
    inItsOwnThread(file::look).get(20, SECONDS);
    assertEquals(Optional.of(GPT), file.current().get(Flow.SCHEDULED_TASKS));
    assertEquals(1, heard.size());

    goOn.countDown();
    slow.get(20, SECONDS);
    assertEquals(file.current(), heard.get(1));
  }

  @Test
  void aListenerMayHaveAnotherThreadChangeTheFileAndWaitForIt() throws Exception {
    var heard = new CopyOnWriteArrayList<FlowDefaults>();
    file.onChange(
        (before, after, origin) -> {
          if (after.get(Flow.SCHEDULED_TASKS).isEmpty()) {
            inItsOwnThread(() -> set(Flow.SCHEDULED_TASKS)).join();
          }
        });
    file.onChange((before, after, origin) -> heard.add(after));

    inItsOwnThread(() -> set(Flow.HEARTBEAT)).get(20, SECONDS);

    FlowDefaults first = FlowDefaults.none().with(Flow.HEARTBEAT, Optional.of(GPT));
    FlowDefaults second = first.with(Flow.SCHEDULED_TASKS, Optional.of(GPT));
    assertEquals(List.of(first, second), heard);
  }

  @Test
  void aChangeThatAListenerMakesIsToldToEveryoneAfterTheOneBefore() {
    var heard = new CopyOnWriteArrayList<Integer>();
    file.onChange(
        (before, after, origin) -> {
          if (after.get(Flow.SCHEDULED_TASKS).isEmpty()) {
            set(Flow.SCHEDULED_TASKS);
          }
        });
    file.onChange((before, after, origin) -> heard.add(size(after)));

    set(Flow.HEARTBEAT);

    assertEquals(List.of(1, 2), heard);
  }

  @Test
  void changesOfManyThreadsAreToldInTheOrderInWhichTheyTookEffect() throws Exception {
    var heard = new CopyOnWriteArrayList<FlowDefaults>(List.of(file.current()));
    var gaps = new CopyOnWriteArrayList<FlowDefaults>();
    file.onChange(
        (before, after, origin) -> {
          if (!before.equals(heard.get(heard.size() - 1))) {
            gaps.add(before);
          }
          heard.add(after);
        });
    var threads =
        IntStream.range(0, 4).mapToObj(thread -> inItsOwnThread(() -> change(thread))).toList();
    for (var thread : threads) {
      thread.get(60, SECONDS);
    }

    await().until(() -> heard.size() == 1 + 4 * 25);
    assertEquals(List.of(), gaps);
    assertEquals(file.current(), heard.get(heard.size() - 1));
  }

  private static CompletableFuture<Void> inItsOwnThread(Runnable work) {
    return CompletableFuture.runAsync(work, task -> new Thread(task).start());
  }

  private void change(int thread) {
    for (int i = 0; i < 25; i++) {
      file.set(Flow.HEARTBEAT, Optional.of(ModelRef.of("thread-" + thread + "/model-" + i)));
    }
  }

  private void set(Flow flow) {
    file.set(flow, Optional.of(GPT));
  }

  private static int size(FlowDefaults defaults) {
    return (int)
        List.of(Flow.values()).stream().filter(flow -> defaults.get(flow).isPresent()).count();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
