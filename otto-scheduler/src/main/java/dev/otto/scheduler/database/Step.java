package dev.otto.scheduler.database;

import org.jspecify.annotations.Nullable;

/**
 * Something to do in a transaction. It may run on another thread than its caller's, together with
 * other callers' steps; if it throws, it alone is undone. It must not wait for anything.
 */
@FunctionalInterface
public interface Step<T extends @Nullable Object> {
  T run(Tx tx);
}
