package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.models.prompt.PromptLimits;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class StepFollowerTest {
  private final StepFollower steps = new StepFollower(InstantSource.system());

  @Test
  void aReadingFromBeforeAStepWasCountedTakesNothingBack() throws IOException {
    try (var followed =
        steps.follow("ses", "msg", PromptLimits.of(Duration.ofMinutes(1)), () -> {})) {
      steps.updated(message(0));
      steps.updated(message(100));
      steps.updated(message(0));
      assertEquals(100, followed.bill().tokens().in());
      steps.updated(message(120));
      assertEquals(120, followed.bill().tokens().in());
    }
  }

  private static JsonValue message(int input) throws IOException {
    return JsonValue.read(
        """
        {"id": "step", "sessionID": "ses", "role": "assistant", "providerID": "fake",
          "modelID": "alpha", "cost": 0, "tokens": {"input": %d, "output": 0}}
        """
            .formatted(input)
            .getBytes(UTF_8));
  }
}
