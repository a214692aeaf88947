package dev.otto.benchmarks.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.scheduler.Main;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The campaign in its short form; {@code otto-benchmarks/run campaign} is the long one. */
class CampaignTest {
  private static final int SEED = 7;
  private static final String BOUNDS = "bounds";
  private static final Size SHORT = new Size(Duration.ofSeconds(1), 200, 1_000);

  /**
   * With few files, as {@code otto-benchmarks/run campaign} does. Each trouble has an Otto of its
   * own and mostly waits, so they are made at the same time.
   */
  @Test
  void ottoKeepsItsPromisesInEachTrouble() throws Exception {
    startWith(256);
    var broken = new ArrayList<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<String>>> troubles =
          Campaign.TROUBLES.keySet().stream()
              .filter(name -> !name.equals(BOUNDS))
              .<Callable<List<String>>>map(name -> () -> Campaign.run(List.of(name), SHORT, SEED))
              .toList();
      for (Future<List<String>> trouble : threads.invokeAll(troubles)) {
        broken.addAll(trouble.get());
      }
    }
    assertEquals(List.of(), broken);
  }

  /** With files enough, or connections are what runs out before the bytes. */
  @Test
  void largeCallsAreBoundedInBytes() throws Exception {
    startWith(4096);
    assertEquals(List.of(), Campaign.run(List.of(BOUNDS), SHORT, SEED));
  }

  private static void startWith(int files) {
    List<String> command =
        List.of(
            "sh",
            "-c",
            "ulimit -n " + files + "; exec \"$0\" \"$@\"",
            ProcessHandle.current().info().command().orElse("java"),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    System.setProperty("otto.command", String.join("\n", command));
  }
}
