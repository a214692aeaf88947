package dev.otto.controlplane.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import dev.otto.scheduler.tls.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The control plane of an Otto whose API has a certificate that nobody signed. */
@Timeout(60)
class OttoOverTlsTest extends PageTest {
  private static final String MODEL = "dune/dune-4-mini";

  @Override
  void prepare(Path home) throws Exception {
    var own = Certificates.make(home, "EC");
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"externalApi\": {\"tls\": {\"certificate\": \"%s\", \"privateKey\": \"%s\"}}}"
            .formatted(own.chain(), own.key()));
  }

  @BeforeEach
  void hearsOfOtto() {
    assertTrue(world.otto.address().startsWith("https://"), world.otto.address());
    await().until(() -> models().contains("data-pulse=\"up\""));
  }

  private String models() throws Exception {
    return visitor.get("/models").body();
  }

  @Test
  void aPageShowsWhatOttoKnowsAndAFormChangesIt() throws Exception {
    assertTrue(models().contains("645 models"), models());
    assertEquals(303, visitor.post("/models/refresh", Map.of()).statusCode());
    assertTrue(visitor.get("/audit").body().contains("catalog"), visitor.get("/audit").body());
  }

  @Test
  void aChangeElsewhereIsHeardAndShown() throws Exception {
    assertFalse(models().contains("value=\"" + MODEL + "\""));
    try (var live = visitor.listen()) {
      assertEquals("data: {\"pulse\":\"up\"}", live.next("hello"));
      var update = FlowDefaultsUpdate.set(Flow.HEARTBEAT, Optional.of(ModelRef.of(MODEL)));
      world.otto.flowDefaults().change(new Actor("else", Surface.REST), update);
      live.next("defaults");
    }
    assertTrue(models().contains("value=\"" + MODEL + "\""), models());
  }
}
