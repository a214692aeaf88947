package dev.otto.scheduler.shared;

import dev.otto.controlplane.session.LocalLogins;
import dev.otto.controlplane.session.Login;
import dev.otto.controlplane.session.LoginStore;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.database.Step;
import dev.otto.web.ApiException;
import dev.otto.wire.ErrorCode;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logins of all Ottos on one database in its rows. While the database is away, those hold
 * that this Otto has seen, so that its pages can say so.
 */
public final class SharedLogins implements LoginStore {
  private static final Logger LOG = LoggerFactory.getLogger(SharedLogins.class);

  private final Database database;
  private final LoginStore seen = new LocalLogins();

  public SharedLogins(Database database) {
    this.database = database;
  }

  @Override
  public void add(Login login) {
    boolean unused =
        write(
            tx -> {
              LoginRepository.insert(tx, login);
              LoginRepository.tidy(tx, login.begunAt(), MOST);
              return true;
            });
  }

  @Override
  public Optional<Login> find(String key) {
    try {
      Optional<Login> found = database.read(tx -> LoginRepository.find(tx, key));
      found.ifPresentOrElse(seen::add, () -> seen.remove(key));
      return found;
    } catch (DatabaseException e) {
      return Optional.of(seen.find(key).orElseThrow(() -> away(e)));
    }
  }

  @Override
  public void extend(String key, Instant expiresAt) {
    try {
      boolean unused =
          database.write(
              tx -> {
                LoginRepository.extend(tx, key, expiresAt);
                return true;
              });
    } catch (DatabaseException e) {
      LOG.debug("A session is extended with its next use", e);
    }
  }

  @Override
  public boolean remove(String key) {
    boolean removed = write(tx -> LoginRepository.delete(tx, key));
    boolean unused = seen.remove(key);
    return removed;
  }

  private boolean write(Step<Boolean> step) {
    try {
      return database.write(step);
    } catch (DatabaseException e) {
      throw away(e);
    }
  }

  private static ApiException away(DatabaseException e) {
    return new ApiException(ErrorCode.STORAGE_UNAVAILABLE, String.valueOf(e.getMessage()));
  }
}
