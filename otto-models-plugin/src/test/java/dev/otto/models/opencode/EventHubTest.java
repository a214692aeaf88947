package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class EventHubTest {
  private int catchingUp;

  /** What happens after OpenCode said that it is connected and before it listens is in no event. */
  @Test
  void whatWasMissedAroundTheConnectionIsReadOnceMoreWithTheFirstHeartbeat() throws Exception {
    try (var server = ScriptedServer.fallingSilentAfter("")) {
      var permissions = new Permissions(new OpenCodeApi(server.client()), Runnable::run);
      var hub =
          new EventHub(permissions, new StepFollower(InstantSource.system()), () -> catchingUp++);
      hub.connected(false);
      assertEquals(1, catchingUp);
      beat(hub);
      assertEquals(2, catchingUp);
      beat(hub);
      assertEquals(2, catchingUp);
      hub.disconnected();
      hub.connected(true);
      assertEquals(3, catchingUp);
      beat(hub);
      assertEquals(4, catchingUp);
    }
  }

  private static void beat(EventHub hub) throws IOException {
    hub.happened("server.heartbeat", JsonValue.read("{}".getBytes(UTF_8)));
  }
}
