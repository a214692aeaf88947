package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.Order;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More tasks than the server gives at once. */
class LongListTest {
  private static final int PAGE = 1_000;
  private static final Order ORDER = Order.by(new Actor("test", Surface.REST));

  @TempDir static Path home;

  @Test
  void isListedToItsEnd() throws Exception {
    try (var daemon = Daemon.start(home)) {
      for (int i = 0; i <= PAGE; i++) {
        daemon.otto.jobs().create(task(i), ORDER);
      }
      listsAll(daemon);
    }
  }

  private static void listsAll(Daemon daemon) {
    int all = daemon.run("task", "list").ok().lines().size();
    assertTrue(all > PAGE, all + " tasks");
    assertEquals(PAGE, daemon.run("task", "list", "--limit", "1000").ok().lines().size());
    var json = daemon.run("task", "list", "-o", "json").ok().json();
    assertEquals(all, json.getAsJsonArray("jobs").size());
    assertTrue(daemon.atTerminal("task", "list", "--limit", "3").ok().err().contains("more"));
    assertEquals("", daemon.atTerminal("task", "list").ok().err());
    assertEquals(2, daemon.run("task", "list", "--limit", "0").exit());
  }

  private static JobFields task(int number) {
    var body = JsonNodeFactory.instance.objectNode();
    body.put("id", "one-of-many-" + number).put("type", "t").put("scheduleType", "recurring");
    return JobFields.of(body.put("cron", "0 7 1 1 *"));
  }
}
