package dev.otto.models.opencode;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a prompt leaves to the calls that follow it, for one thread and one call at a
 * time. Closing it leaves nothing behind.
 */
final class KeptConnection implements AutoCloseable {
  private @Nullable HttpConnection idle;

  /** Takes the connection, if there is one. */
  Optional<HttpConnection> take() {
    HttpConnection taken = idle;
    idle = null;
    return Optional.ofNullable(taken);
  }

  /** Keeps the connection of a call that is over. */
  void keep(HttpConnection connection) {
    close();
    idle = connection;
  }

  @Override
  public void close() {
    take().ifPresent(HttpConnection::close);
  }
}
