package dev.otto.scheduler.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that writes the SQLite file.
 *
 * @param file must be the one that was opened, before and after each transaction
 */
record FileSession(Tx tx, OpenFile file) implements WritingSession {
  private static final Logger LOG = LoggerFactory.getLogger(FileSession.class);
  private static final String STAYS_BEHIND =
      "The newest rows stay in the database's -wal file, which a copy of it needs beside it";

  @Override
  public Tx begin() throws SQLException {
    file.require();
    tx.control("BEGIN IMMEDIATE");
    return tx;
  }

  @Override
  public void commit() throws SQLException {
    tx.control("COMMIT");
    file.require();
  }

  @Override
  public void rollBack() throws SQLException {
    tx.control("ROLLBACK");
  }

  /**
   * Moves the changes into the main file. SQLite does so by itself only for the last connection of
   * all processes.
   */
  @Override
  public void close() throws SQLException {
    try (Connection _ = tx.connection()) {
      if (tx.queryNumber("PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
        LOG.warn(STAYS_BEHIND + ": another program reads the database");
      }
    } catch (DatabaseException e) {
      LOG.warn(STAYS_BEHIND + ": {}", e.getMessage());
    }
  }
}
