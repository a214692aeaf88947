package dev.otto.scheduler.database;

import dev.otto.scheduler.database.DatabaseException.Reason;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.postgresql.util.PSQLException;

/** The causes of PostgreSQL's errors, from the codes of the SQL standard and its own. */
final class PostgresErrors {
  private static final String STORED_NOTHING = ": nothing was stored";

  /** Refused as not serializable, a deadlock, and a key that is there already. */
  private static final Set<String> OVERTAKEN = Set.of("40001", "40P01", "23505");

  private PostgresErrors() {}

  static Reason reason(SQLException error) {
    if (error instanceof SQLTransientConnectionException) {
      return Reason.AWAY; // The pool waited for a connection in vain.
    }
    String state = String.valueOf(error.getSQLState());
    return switch (state) {
      case "53100" -> Reason.FULL;
      case "55P03", "40P01", "40001" -> Reason.LOCKED;
      // 08004: TLS that the server has not, a password that it wants.
      case "08004", "25006", "42501", "3D000", "3F000" -> Reason.UNREADABLE;
      case "XX001", "XX002" -> Reason.DAMAGED;
      case "25P03", "53300", "57P01", "57P02", "57P03", "57P05" -> Reason.AWAY;
      default ->
          switch (state.substring(0, Math.min(2, state.length()))) {
            case "08" -> Reason.AWAY;
            case "23" -> Reason.CONSTRAINT;
            case "28" -> Reason.UNREADABLE;
            default -> Reason.OTHER;
          };
    };
  }

  /**
   * Reports whether another transaction was faster: it changed a row that this one had read, or
   * made the one that this one found missing, or waited for it as this one did for that.
   */
  static boolean overtaken(SQLException error) {
    return OVERTAKEN.contains(String.valueOf(error.getSQLState()));
  }

  /**
   * Reports whether a statement was refused because its table has got another column since the
   * server prepared it, by an Otto of a newer version; the driver has it prepared anew when it is
   * sent again.
   */
  static boolean outdated(SQLException error) {
    return "0A000".equals(error.getSQLState())
        && error instanceof PSQLException refused
        && refused.getServerErrorMessage() != null
        && "RevalidateCachedQuery".equals(refused.getServerErrorMessage().getRoutine());
  }

  /** Returns the sentence for a reason, without what the server said. */
  static String sentence(Reason reason) {
    return switch (reason) {
      case FULL -> "The disk of the PostgreSQL server is full" + STORED_NOTHING;
      case LOCKED -> "Others change the same rows of the database again and again" + STORED_NOTHING;
      case AWAY ->
          "The PostgreSQL server does not answer; check that it runs, and the network to it";
      case UNREADABLE ->
          "PostgreSQL refuses Otto; check database.url, the user, its password and its rights";
      case DAMAGED -> "PostgreSQL found damage in its files; see its log";
      case CONSTRAINT, NEWER_SCHEMA, EARLIER_OTTO, CLOSED, OTHER ->
          "The database refused a statement";
    };
  }

  /** Explains why a database could not be opened. */
  static DatabaseException notOpened(String location, SQLException error) {
    return DatabaseException.of(
        "%s cannot be used: %s (%s)"
            .formatted(location, sentence(reason(error)), error.getMessage()),
        error);
  }
}
