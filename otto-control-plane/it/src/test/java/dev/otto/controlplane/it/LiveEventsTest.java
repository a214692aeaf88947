package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a browser hears of Otto. */
@Timeout(60)
class LiveEventsTest {
  private OttoWithPages world;
  private Visitor visitor;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    world = OttoWithPages.start(home);
    visitor = world.browser().logIn(world.token());
    await().until(() -> visitor.get("/models").body().contains("data-pulse=\"up\""));
  }

  @AfterEach
  void stop() {
    visitor.close();
    world.close();
  }

  @Test
  void aChangeElsewhereIsToldWithItsSubjectAndNoMore() throws Exception {
    try (var live = visitor.listen()) {
      assertEquals("data: {\"pulse\":\"up\"}", live.next("hello"));
      var ref = Optional.of(ModelRef.of("dune/dune-4-mini"));
      world
          .otto
          .flowDefaults()
          .change(new Actor("else", Surface.REST), FlowDefaultsUpdate.set(Flow.HEARTBEAT, ref));
      assertEquals("data: {}", live.next("defaults"));
      assertFalse(live.next("audit").contains("dune"));
    }
  }

  @Test
  void theStreamEndsWithItsSession() throws Exception {
    try (var live = visitor.listen()) {
      live.next("hello");
      visitor.post("/logout", Map.of());
      world.otto.models().catalog().refresh();
      await().atMost(Duration.ofSeconds(30)).until(live::ends);
    }
  }
}
