package dev.otto.scheduler.opencode;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Calls that wait, each on a thread of its own; the common pool has too few on a small machine. */
final class InBackground {
  private InBackground() {}

  static <T> CompletableFuture<T> call(Supplier<T> call) {
    return CompletableFuture.supplyAsync(call, task -> Thread.ofVirtual().start(task));
  }
}
