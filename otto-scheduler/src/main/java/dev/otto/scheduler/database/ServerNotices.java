package dev.otto.scheduler.database;

import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives what others tell by PostgreSQL's {@code NOTIFY}, on a connection of its own. What is
 * told while there is none is not repeated, so who listens also looks now and then, or when it is
 * back.
 */
final class ServerNotices implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerNotices.class);

  /** The time after which the connection is tried, which a firewall may have forgotten. */
  private static final Duration TRY = Duration.ofSeconds(20);

  private static final long PAUSE_MILLIS = 1000;

  private final DataSource source;
  private final Listeners<Consumer<String>> listeners =
      new Listeners<>("the notices of the database");
  private final Listeners<Runnable> gaps = new Listeners<>("the gaps in the notices");
  private final Thread thread =
      Thread.ofPlatform().name("otto-notices").daemon().unstarted(this::run);
  private boolean begun;
  private volatile boolean closed;
  private volatile @Nullable Connection connection;

  ServerNotices(DataSource source) {
    this.source = source;
  }

  /** Notifies the listener of each name that is told. */
  synchronized Subscription add(Consumer<String> listener) {
    if (!begun) {
      begun = true;
      thread.start();
    }
    return listeners.add(listener);
  }

  /** Notifies the listener when there is a connection again. */
  Subscription addForGaps(Runnable listener) {
    return gaps.add(listener);
  }

  private void run() {
    boolean again = false;
    while (!closed) {
      try (Connection fresh = source.getConnection()) {
        connection = fresh;
        listen(fresh, again);
      } catch (SQLException e) {
        if (!closed) {
          LOG.debug("No notices of the database for the moment", e);
        }
      }
      again = true;
      pause();
    }
  }

  private void listen(Connection fresh, boolean again) throws SQLException {
    try (var statement = fresh.createStatement()) {
      statement.execute("LISTEN " + Database.CHANNEL);
    }
    if (again) {
      gaps.tell(Runnable::run);
    }
    PGConnection server = fresh.unwrap(PGConnection.class);
    while (!closed) {
      PGNotification[] told = server.getNotifications(Math.toIntExact(TRY.toMillis()));
      for (PGNotification one : told) {
        listeners.tell(listener -> listener.accept(one.getParameter()));
      }
      if (told.length == 0 && !fresh.isValid(Math.toIntExact(TRY.toSeconds()))) {
        throw new SQLException("the connection that listens is broken");
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    thread.interrupt();
    Connection open = connection;
    if (open != null) {
      open.close();
    }
  }
}
