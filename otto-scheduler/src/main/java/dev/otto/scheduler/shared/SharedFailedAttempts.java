package dev.otto.scheduler.shared;

import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.web.FailedAttempts;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the failures of all Ottos on one database. Who has to wait for those of this Otto alone is
 * not counted on, so that guessing writes no more rows than it may; while the database is away,
 * these are what counts.
 */
public final class SharedFailedAttempts implements FailedAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(SharedFailedAttempts.class);

  private final Database database;
  private final String surface;
  private final FailedAttempts own;

  /**
   * @param surface what the attempts are at, each of which is counted by itself
   * @param own counts those of this Otto
   */
  public SharedFailedAttempts(Database database, String surface, FailedAttempts own) {
    this.database = database;
    this.surface = surface;
    this.own = own;
  }

  @Override
  public Optional<Duration> failed(String address) {
    Optional<Duration> wait = own.failed(address);
    return wait.isPresent() ? wait : shared(surface + " " + address);
  }

  private Optional<Duration> shared(String key) {
    try {
      var count = database.write(tx -> FailedAttemptRepository.add(tx, key, WINDOW));
      return FailedAttempts.wait(count.failures(), count.sinceFirst());
    } catch (DatabaseException e) {
      LOG.debug("A failed attempt is not counted with those of other Ottos", e);
      return Optional.empty();
    }
  }
}
