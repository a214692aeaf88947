package dev.otto.scheduler.daemon;

import dev.otto.scheduler.config.TokenFile.UnusableTokenException;
import dev.otto.scheduler.database.DatabaseException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Thrown when Otto cannot start; the message is one sentence for the operator. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The exit code of BSD's sysexits.h, known to service managers and scripts. */
  static final int UNAVAILABLE = 69;

  /**
   * The exit code for a temporary failure, which {@code Restart=on-failure} must not take for a
   * success.
   */
  static final int TRY_AGAIN = 75;

  public static final int BAD_CONFIGURATION = 78;
  public static final int FAILED = 1;

  private static final String NO_SPACE = "No space left on device";

  private final int exitCode;

  public StartException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Returns the exception that explains another one. */
  public static StartException of(Exception cause) {
    return switch (cause) {
      case StartException known -> known;
      case DatabaseException database ->
          new StartException(exitCode(database.reason()), database.getMessage() + "", cause);
      case UnusableTokenException token ->
          new StartException(BAD_CONFIGURATION, token.getMessage() + "", cause);
      case FileSystemException file -> new StartException(exitCode(file), sentence(file), cause);
      default -> new StartException(FAILED, sentence(cause), cause);
    };
  }

  /** Keeps a service manager from trying again where no second start can help. */
  private static int exitCode(DatabaseException.Reason reason) {
    return switch (reason) {
      case UNREADABLE, DAMAGED, NEWER_SCHEMA, EARLIER_OTTO -> BAD_CONFIGURATION;
      case AWAY -> UNAVAILABLE;
      case FULL, LOCKED, CONSTRAINT, CLOSED, OTHER -> FAILED;
    };
  }

  private static int exitCode(FileSystemException file) {
    return NO_SPACE.equals(file.getReason()) ? FAILED : BAD_CONFIGURATION;
  }

  private static String sentence(FileSystemException file) {
    String why =
        switch (file) {
          case AccessDeniedException _ ->
              "the user " + System.getProperty("user.name") + " may not; give it to that user";
          case NoSuchFileException _ -> "it is not there; check the path";
          case FileAlreadyExistsException _ -> "something else is there; move it away";
          case NotDirectoryException _ -> "it is no folder; move it away";
          case FileSystemLoopException _ -> "its links lead in a circle; remove one of them";
          default -> String.valueOf(file.getReason()) + "; check the path and the disk it is on";
        };
    return file.getFile() + " cannot be used: " + why;
  }

  private static String sentence(Exception cause) {
    String message = cause.getMessage();
    boolean ours = message != null && cause.getClass().getName().startsWith("dev.otto.");
    return ours
        ? message + ""
        : "Otto met an error that it does not know ("
            + Objects.requireNonNullElse(message, "without a message")
            + "); run it again with --verbose to see where";
  }

  public int exitCode() {
    return exitCode;
  }
}
