package dev.otto.scheduler.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.models.opencode.OpenCodeEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefreshAfterEventsTest {
  private final List<Runnable> later = new ArrayList<>();
  private final List<OpenCodeEvent> refreshes = new ArrayList<>();
  private final RefreshAfterEvents events =
      new RefreshAfterEvents(refreshes::add, (pause, task) -> later.add(task));

  @Test
  void aFloodOfReloadsIsOneRefresh() {
    for (int i = 0; i < 1_000; i++) {
      events.happened(new OpenCodeEvent.Disposed());
    }
    runWhatWaits();
    assertEquals(List.of(new OpenCodeEvent.Disposed()), refreshes);
  }

  @Test
  void aReloadAfterTheRefreshIsAnotherOne() {
    events.happened(new OpenCodeEvent.Disposed());
    runWhatWaits();
    events.happened(new OpenCodeEvent.Connected(true));
    runWhatWaits();
    assertEquals(
        List.of(new OpenCodeEvent.Disposed(), new OpenCodeEvent.Connected(true)), refreshes);
  }

  @Test
  void theFirstConnectionRefreshesNothing() {
    events.happened(new OpenCodeEvent.Connected(false));
    events.happened(new OpenCodeEvent.Disconnected());
    runWhatWaits();
    assertEquals(List.of(), refreshes);
  }

  private void runWhatWaits() {
    var tasks = List.copyOf(later);
    later.clear();
    tasks.forEach(Runnable::run);
  }
}
