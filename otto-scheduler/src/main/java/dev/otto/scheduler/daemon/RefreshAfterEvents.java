package dev.otto.scheduler.daemon;

import dev.otto.models.opencode.OpenCodeEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes the catalog once after OpenCode was restarted or has reloaded its configuration, also
 * where it says so sixty times a second.
 */
final class RefreshAfterEvents {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Consumer<OpenCodeEvent> refresh;
  private final Delay delay;
  private final AtomicReference<@Nullable OpenCodeEvent> waiting = new AtomicReference<>();

  /** Runs a task later. */
  @FunctionalInterface
  interface Delay {
    void after(Duration pause, Runnable task);
  }

  RefreshAfterEvents(Consumer<OpenCodeEvent> refresh, Delay delay) {
    this.refresh = refresh;
    this.delay = delay;
  }

  void happened(OpenCodeEvent event) {
    boolean matters =
        switch (event) {
          case OpenCodeEvent.Connected(boolean again) -> again;
          case OpenCodeEvent.Disposed _ -> true;
          case OpenCodeEvent.Disconnected _, OpenCodeEvent.SessionFailed _ -> false;
        };
    if (matters && waiting.getAndSet(event) == null) {
      delay.after(PAUSE, this::refreshNow);
    }
  }

  private void refreshNow() {
    OpenCodeEvent event = waiting.getAndSet(null);
    if (event != null) {
      refresh.accept(event);
    }
  }
}
