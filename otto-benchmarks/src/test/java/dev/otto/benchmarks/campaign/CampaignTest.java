package dev.otto.benchmarks.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.scheduler.Main;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The campaign in its short form; {@code otto-benchmarks/run campaign} is the long one. */
class CampaignTest {
  private static final String BOUNDS = "bounds";
  private static final Size SHORT = new Size(Duration.ofSeconds(1), 200, 1_000);

  /** With few files, as {@code otto-benchmarks/run campaign} does. */
  @Test
  void ottoKeepsItsPromisesInEachTrouble() throws Exception {
    List<String> troubles =
        Campaign.TROUBLES.keySet().stream().filter(name -> !name.equals(BOUNDS)).toList();
    assertEquals(List.of(), campaign(256, troubles));
  }

  /** With files enough, or connections are what runs out before the bytes. */
  @Test
  void largeCallsAreBoundedInBytes() throws Exception {
    assertEquals(List.of(), campaign(4096, List.of(BOUNDS)));
  }

  private static List<String> campaign(int files, List<String> troubles) throws Exception {
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
    return Campaign.run(troubles, SHORT, 7);
  }
}
