package dev.otto.scheduler.database;

import java.sql.SQLException;

/** The connection of a {@link Writer}, which alone uses it, and by one thread at a time. */
interface WritingSession {

  /**
   * Begins a transaction.
   *
   * @throws DatabaseException where nothing could be stored, or nobody would find it again
   */
  Tx begin() throws SQLException;

  /**
   * Stores what the transaction has changed.
   *
   * @throws DatabaseException if it will not be found again
   */
  void commit() throws SQLException;

  /** Ends the transaction without storing anything. */
  void rollBack() throws SQLException;

  /**
   * Reports whether a step failed because a writer elsewhere changed what it had read, or its
   * tables, so that it is to be run again.
   */
  default boolean overtaken(DatabaseException failure) {
    return false;
  }

  void close() throws SQLException;
}
