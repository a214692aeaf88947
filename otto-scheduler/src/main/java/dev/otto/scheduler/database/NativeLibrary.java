package dev.otto.scheduler.database;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.NativeLibraryNotFoundException;

/**
 * SQLite's native library. The archive has it as a file; elsewhere its driver unpacks one into the
 * temporary folder at each start, and deletes it at the end of a process that is not killed.
 */
public final class NativeLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
  private static final String LEFTOVERS = "sqlite-*sqlitejdbc*";
  private static final Duration STILL_NEEDED = Duration.ofMinutes(1);

  private NativeLibrary() {}

  /**
   * Deletes what killed processes left in the temporary folder. A library that a living one has
   * loaded stays in its memory; one that is just being loaded is too young.
   */
  public static void deleteLeftovers(Instant now) {
    deleteLeftovers(folder(), now.minus(STILL_NEEDED));
  }

  static void deleteLeftovers(Path folder, Instant before) {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, LEFTOVERS)) {
      for (Path leftover : leftovers) {
        if (Files.getLastModifiedTime(leftover).toInstant().isBefore(before)) {
          Files.deleteIfExists(leftover);
        }
      }
    } catch (IOException e) {
      LOG.debug("What killed processes left in {} stays there", folder, e);
    }
  }

  /** Returns the refusal where it was the library that could not be loaded. */
  static Optional<DatabaseException> refusal(Exception thrown) {
    return Stream.<Throwable>iterate(thrown, Objects::nonNull, Throwable::getCause)
        .filter(NativeLibraryNotFoundException.class::isInstance)
        .findFirst()
        .map(
            cause ->
                DatabaseException.of(
                    "SQLite's native library cannot be loaded from the temporary folder "
                        + folder()
                        + ", which may be full or forbid to run programs (noexec); name another"
                        + " with OTTO_JAVA_OPTS=-Dorg.sqlite.tmpdir=FOLDER",
                    cause));
  }

  private static Path folder() {
    return Path.of(
        System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir", "/tmp")));
  }
}
