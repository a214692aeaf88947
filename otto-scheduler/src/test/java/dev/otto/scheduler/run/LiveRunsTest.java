package dev.otto.scheduler.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.otto.models.ModelRef;
import dev.otto.models.prompt.Bill;
import dev.otto.models.prompt.Bill.ModelUsage;
import dev.otto.models.prompt.PromptProgress;
import dev.otto.models.prompt.Tokens;
import dev.otto.scheduler.actor.Surface;
import dev.otto.wire.RunItem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveRunsTest {
  private static final ModelRef ALPHA = ModelRef.of("fake/alpha");
  private static final ModelRef BETA = ModelRef.of("fake/beta");

  private final RunningRuns running = new RunningRuns(_ -> {});
  private Optional<PromptProgress> progress = Optional.empty();
  private final LiveRuns live = new LiveRuns(running, _ -> progress);

  @Test
  void theBillOfARefusedPromptStaysWhileTheNextOneIsInFlight() {
    try (var run = running.register("run").orElseThrow()) {
      run.spent(bill(ALPHA));
      assertEquals(100, shown().inputTokens());
      run.sessionOpened("session");
      progress = Optional.of(new PromptProgress(bill(BETA), Optional.empty()));
      RunItem item = shown();
      assertEquals(200, item.inputTokens());
      assertEquals(2, item.servedModels().size());
      assertFalse(item.usageComplete());
    }
  }

  @Test
  void aRunThatHasSpentNothingShowsNothing() {
    try (var run = running.register("run").orElseThrow()) {
      run.sessionOpened("session");
      assertNull(shown().costUsd());
      assertEquals(List.of(), shown().servedModels());
    }
  }

  private RunItem shown() {
    Instant now = Instant.parse("2026-11-29T06:00:00Z");
    var timing = new Run.Timing(now, now, null);
    return live.item(
        new Run(
            "run",
            "job",
            timing,
            Run.Attempt.FIRST,
            new Outcome.Running(),
            Receipt.NONE,
            Surface.SCHEDULER));
  }

  private static Bill bill(ModelRef model) {
    var usage = new ModelUsage(model, new Tokens(100, 10, 0, 0, 0), 0.01, 1);
    return new Bill(List.of(usage), true);
  }
}
