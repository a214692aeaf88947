package dev.otto.benchmarks.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.scheduler.Main;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The campaign in its short form; {@code otto-benchmarks/run campaign} is the long one. */
class CampaignTest {
  private static final Size SHORT = new Size(Duration.ofSeconds(1), 200, 1_000);

  /** With few files, as {@code otto-benchmarks/run campaign} does. */
  @BeforeEach
  void startOttoFromTheClasses() {
    List<String> command =
        List.of(
            "sh",
            "-c",
            "ulimit -n 256; exec \"$0\" \"$@\"",
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

  @Test
  void ottoKeepsItsPromisesInEachTrouble() throws Exception {
    assertEquals(List.of(), Campaign.run(List.copyOf(Campaign.TROUBLES.keySet()), SHORT, 7));
  }
}
