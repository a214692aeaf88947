package dev.otto.models.opencode;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
  @Test
  void ascendWhenTheClockDoesNot() {
    var ids = new MessageIds(() -> Instant.EPOCH, 7);
    String first = ids.next();
    assertTrue(first.compareTo(ids.next()) < 0);
    assertTrue(first.matches("msg_[0-9a-f]{12}[0-9a-z]{14}"), first);
  }
}
