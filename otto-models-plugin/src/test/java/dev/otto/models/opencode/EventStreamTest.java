package dev.otto.models.opencode;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.otto.models.testing.NewThreads;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private final NewThreads threads = new NewThreads();

  private static final class Deaf implements EventStream.EventHandler {
    @Override
    public void connected(boolean again) {}

    @Override
    public void disconnected() {}

    @Override
    public void heard(String event) {}

    @Override
    public void happened(String type, JsonValue properties) {}
  }

  /** Left to itself, it would wait for half a minute. */
  @Test
  void closingItEndsItsThreadWhereTheServerNeverAnswers() throws Exception {
    try (var server = ScriptedServer.fallingSilentAfter("")) {
      var stream = new EventStream(server.client(), () -> true, new Deaf());
      await().until(() -> !server.requests().isEmpty());
      stream.close();
      await().atMost(20, SECONDS).until(() -> threads.ofOtto().isEmpty());
    }
  }
}
