package dev.otto.scheduler.database;

import org.jspecify.annotations.Nullable;

/**
 * Work to do in a transaction. It may run on another thread than its caller's, together with other
 * callers' steps; if it throws, only its own changes are undone. It must not wait for anything.
 */
@FunctionalInterface
public interface Step<T extends @Nullable Object> {
  T run(Tx tx);
}
