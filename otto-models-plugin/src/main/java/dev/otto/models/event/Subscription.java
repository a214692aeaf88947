package dev.otto.models.event;

/** A listener's registration; closing it ends the notifications. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
