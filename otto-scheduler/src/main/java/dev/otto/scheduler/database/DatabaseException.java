package dev.otto.scheduler.database;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Thrown when the database failed. The message is a sentence for the operator. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The cause, as far as a caller may want to act on it. */
  public enum Reason {
    FULL,
    LOCKED,
    UNREADABLE,
    DAMAGED,
    AWAY,
    CONSTRAINT,
    NEWER_SCHEMA,
    EARLIER_OTTO,
    CLOSED,
    OTHER
  }

  private final Reason reason;

  DatabaseException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  private DatabaseException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  static DatabaseException closed() {
    return new DatabaseException(Reason.CLOSED, "Otto is stopping; its database is closed");
  }

  static DatabaseException of(SQLException cause) {
    Reason reason = reasonOf(cause);
    String message =
        cause instanceof SQLiteException ? sentence(reason) : PostgresErrors.sentence(reason);
    return new DatabaseException(reason, message + " [" + cause.getMessage() + "]", cause);
  }

  private static String sentence(Reason reason) {
    return switch (reason) {
      case FULL -> "The disk is full: nothing was stored; free some space on it";
      case LOCKED ->
          "The database is locked by another process; stop what else has it open"
              + " (a second Otto, a database browser)";
      case UNREADABLE ->
          "The database cannot be read or written; check the disk, the permissions of its"
              + " folder, and restore a backup with otto restore FILE if it is damaged";
      case DAMAGED -> "The database is damaged; restore a backup with otto restore FILE";
      case AWAY, CONSTRAINT, NEWER_SCHEMA, EARLIER_OTTO, CLOSED, OTHER ->
          "The database refused a statement";
    };
  }

  static DatabaseException of(String message, Throwable cause) {
    Reason reason = cause instanceof SQLException sql ? reasonOf(sql) : Reason.OTHER;
    return new DatabaseException(reason, message, cause);
  }

  private static Reason reasonOf(SQLException cause) {
    if (!(cause instanceof SQLiteException sqlite)) {
      return PostgresErrors.reason(cause);
    }
    return switch (primary(sqlite)) {
      case SQLITE_FULL -> Reason.FULL;
      case SQLITE_BUSY, SQLITE_LOCKED -> Reason.LOCKED;
      case SQLITE_CONSTRAINT -> Reason.CONSTRAINT;
      case SQLITE_CORRUPT, SQLITE_NOTADB -> Reason.DAMAGED;
      case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM -> Reason.UNREADABLE;
      default -> Reason.OTHER;
    };
  }

  /** Returns the primary error code, the low byte of SQLite's extended codes. */
  private static SQLiteErrorCode primary(SQLiteException cause) {
    return SQLiteErrorCode.getErrorCode(cause.getResultCode().code & 0xff);
  }
}
