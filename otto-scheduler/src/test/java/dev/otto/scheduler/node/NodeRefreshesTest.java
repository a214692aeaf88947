package dev.otto.scheduler.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.database.PostgresDatabase;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.models.CatalogService.RefreshRequest;
import dev.otto.scheduler.models.NodeRefresh;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeRefreshesTest {
  @Test
  void aNodeThatDoesNotAnswerIsWaitedForNoLongerThanAllowed(@TempDir Path folder) {
    try (var database = database(folder)) {
      addNode(database, Duration.ofMinutes(10));
      NodeRefresh outcome = askedOf(database, Duration.ofMillis(300));
      assertEquals(NodeRefresh.State.NO_ANSWER, outcome.state());
      assertTrue(outcome.message().orElseThrow().startsWith("it did not answer"));
      // When it comes back, nobody waits any more, so that it reloads nothing.
      assertEquals(List.of(), new RefreshRepository(database).open("silent", Duration.ZERO));
      assertEquals(1, new RefreshRepository(database).open("silent", Duration.ofMinutes(1)).size());
    }
  }

  @Test
  void aNodeThatDiesMeanwhileIsNotWaitedFor(@TempDir Path folder) {
    try (var database = database(folder)) {
      // It counts as alive for Quartz's 7.5 s, which are over in two.
      addNode(database, Duration.ofMillis(-5_500));
      assertEquals(NodeRefresh.State.GONE, askedOf(database, Duration.ofSeconds(30)).state());
    }
  }

  private static PostgresDatabase database(Path folder) {
    return TestDatabase.shared(TestDatabase.address(folder).url(), "one");
  }

  private static void addNode(PostgresDatabase database, Duration interval) {
    database.write(
        tx ->
            tx.update("INSERT INTO nodes (id, opencode_url) VALUES ('silent', 'http://silent')")
                + tx.update(
                    "INSERT INTO qrtz_scheduler_state VALUES ('otto-prompts', 'silent', ?, ?)",
                    System.currentTimeMillis(),
                    interval.toMillis()));
  }

  private static NodeRefresh askedOf(PostgresDatabase database, Duration patience) {
    var own =
        new Nodes.Own(
            "one",
            true,
            URI.create("http://one"),
            Set.of(),
            () -> {
              throw new IllegalStateException("nobody asks");
            },
            _ -> {});
    var nodes = new Nodes(database, new AuditLog(database, InstantSource.system()), own);
    try (var refreshes = new NodeRefreshes(database, nodes, () -> "request", patience)) {
      return refreshes
          .askOthers(RefreshRequest.by(Actor.scheduler("test")), Optional.empty())
          .orElseThrow()
          .get()
          .getFirst();
    }
  }
}
