package dev.otto.scheduler.shared;

import dev.otto.models.FlowDefaultsListener.Origin;
import dev.otto.models.config.SettingsText;
import dev.otto.models.event.Subscription;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The flow defaults and budgets that all Ottos on one database share, as a JSONC text in a row.
 * While one of them changes it, the others wait, as they do for a file.
 */
public final class SharedSettings implements SettingsText {
  static final String NAME = "settings";

  private final Database database;

  public SharedSettings(Database database) {
    this.database = database;
  }

  /** Stores the first text; false if there is one. */
  public boolean seed(String text) {
    return database.write(tx -> SharedRepository.insert(tx, NAME, text));
  }

  /** Runs the step when another Otto has changed them. */
  public Subscription onNotice(Runnable step) {
    return SharedRepository.onChange(database, NAME, step);
  }

  @Override
  public String location() {
    return database.location();
  }

  @Override
  public Origin others() {
    return Origin.ELSEWHERE;
  }

  @Override
  public Optional<String> read() throws IOException {
    try {
      return find();
    } catch (DatabaseException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Optional<String> find() {
    return database.read(tx -> SharedRepository.find(tx, NAME));
  }

  @Override
  public void change(Edit edit) throws IOException {
    var decided = new AtomicBoolean();
    var failure = new AtomicReference<@Nullable IOException>();
    try {
      // The lock is held by a connection that reads; the edit may use others.
      boolean unused =
          database.read(
              tx -> {
                SharedRepository.lock(tx, NAME);
                failure.set(changeLocked(edit));
                decided.set(true);
                return true;
              });
    } catch (DatabaseException e) {
      if (!decided.get()) {
        throw e;
      }
      // The lock was lost with its connection, but what became of the change is known.
    }
    IOException why = failure.get();
    if (why != null) {
      throw why;
    }
  }

  /** Returns what went wrong; null if all went well. */
  private @Nullable IOException changeLocked(Edit edit) {
    try {
      // Not in the transaction of the lock, whose snapshot is older than the lock.
      Optional<String> before = find();
      String after = edit.apply(before);
      if (before.equals(Optional.of(after)) || replaced(before, after)) {
        return null;
      }
      return new IOException("somebody changed them at the same moment; try again");
    } catch (IOException e) {
      return e;
    }
  }

  private boolean replaced(Optional<String> before, String after) {
    return database.write(
        tx ->
            before.isPresent()
                ? SharedRepository.replace(tx, NAME, before.get(), after)
                : SharedRepository.insert(tx, NAME, after));
  }
}
