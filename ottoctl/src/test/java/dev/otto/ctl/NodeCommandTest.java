package dev.otto.ctl;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCommandTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @AutoClose private static Daemon daemon;
  private static String node;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    String labels = "{\"node\":{\"labels\":[\"gpu\",\"berlin\"]}}";
    Files.writeString(home.resolve("config.jsonc"), labels);
    daemon = Daemon.start(home);
    node = daemon.run("node", "list", "-o", "name").ok().out().strip();
  }

  @Test
  void listShowsEachNode() {
    var line = daemon.run("node", "list").ok().lines().getFirst();
    assertTrue(line.startsWith(node + "\tlive\t0\t") && line.endsWith("\tberlin,gpu"), line);
    var person = daemon.atTerminal("node", "list").ok();
    assertTrue(person.out().contains("OPENCODE") && person.out().contains(node), person.out());
    assertTrue(person.err().contains("asked: " + node), person.err());
    assertEquals(List.of(node), daemon.run("complete", "NODE").ok().lines());
  }

  @Test
  void drainWaitsForWhatIsInFlightAndResumeStartsAgain() {
    daemon.task("slow", "Wait. #delay=600000");
    daemon.run("task", "run-now", "slow").ok();
    await().atMost(LONG).until(() -> daemon.openCode.asked().prompts() > 0);
    assertEquals(
        "%s is draining, 1 in flight\n".formatted(node),
        daemon.atTerminal("node", "drain", node).ok().out());
    var waiting = CompletableFuture.supplyAsync(() -> daemon.run("node", "drain", node, "--wait"));
    daemon.run("task", "abort", "slow").ok();
    var done = waiting.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    assertTrue(done.ok().out().contains("state\tdrained\n"), done.out());
    assertTrue(daemon.run("status").out().contains("is drained"));
    var resumed = daemon.run("node", "resume", node).ok();
    assertTrue(resumed.out().contains("state\tlive\n"), resumed.out());
    assertEquals(3, daemon.run("node", "drain", "nobody").exit());
  }
}
