package dev.otto.scheduler.database;

import dev.otto.models.event.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store of everything that must survive a restart. Its users speak SQL that SQLite and
 * PostgreSQL both understand, through {@link Tx}.
 */
public interface Database extends AutoCloseable {

  /** The channel on which the Ottos of a server tell each other the names of what has changed. */
  String CHANNEL = "otto";

  /**
   * Runs the step in a transaction; when this returns, its changes are durable.
   *
   * @throws DatabaseException if nothing was stored
   */
  <T extends @Nullable Object> T write(Step<T> step);

  /** Runs a step that only reads, on a consistent state; it may be run again from its beginning. */
  <T extends @Nullable Object> T read(Step<T> step);

  /** Returns where the rows are, as an operator knows it. */
  String location();

  /**
   * Notifies the listener of each name that is told on the {@link #CHANNEL}; of nothing where the
   * database is this process's alone. Notices can be lost with a connection.
   */
  default Subscription onNotice(Consumer<String> listener) {
    return () -> {};
  }

  /**
   * Notifies the listener when notices arrive again after some may have been lost with a
   * connection.
   */
  default Subscription onMissedNotices(Runnable listener) {
    return () -> {};
  }

  /**
   * Tells the other Ottos these names, apart from what is stored, and in this order; nobody where
   * the database is this process's alone.
   *
   * @throws DatabaseException if they could not be told
   */
  default void tell(List<String> names) {}

  /**
   * Returns what prevents Otto from storing, or soon will, and what to do; empty if all is well.
   */
  Optional<String> problem();

  /**
   * Returns how many steps were undone and run again, because another Otto had changed what they
   * had read.
   */
  default long repeatedSteps() {
    return 0;
  }

  /**
   * Looks through everything that is stored, where the store cannot be trusted to do so by itself.
   * Damage is a {@link #problem} from then on, and nothing more is stored.
   *
   * @throws DatabaseException if there is damage
   */
  default void lookForDamage() {}

  /** Waits for the steps in progress; later ones fail. */
  @Override
  void close();
}
