package dev.otto.scheduler.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The database of the Node.js Otto, which has the same name and place as Otto's own. It is
 * recognised without touching it, and read from a copy.
 */
public final class EarlierDatabase implements AutoCloseable {
  private static final String ITS_TABLES =
      """
      SELECT count(*) FROM sqlite_master
      WHERE type = 'table' AND name IN ('schema_migrations', 'jobs', 'task_audit_log')
        AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'flyway_schema_history')
      """;

  private static final List<String> SIDE_FILES = List.of("-wal", "-shm");

  /** The position of SQLite's locks, whatever the size of the file; part of its file format. */
  private static final long LOCK_BYTES = 0x40000000L;

  private static final long LOCK_LENGTH = 512;

  private final Readers readers;

  private EarlierDatabase(Readers readers) {
    this.readers = readers;
  }

  /**
   * Reports whether the file was written by the Node.js Otto. Neither it nor its folder is changed.
   */
  public static boolean isAt(Path file) {
    try {
      if (Files.notExists(file)) {
        return false;
      }
      return hasItsTables(file, true) || (hasLog(file) && hasItsTablesInLog(file));
    } catch (SQLException | IOException e) {
      return false; // What is wrong with the file is told by who opens it.
    }
  }

  private static boolean hasLog(Path file) throws IOException {
    Path log = side(file, "-wal");
    return Files.exists(log) && Files.size(log) > 0;
  }

  /** Everything may still be in the log, where that Otto was killed early. */
  private static boolean hasItsTablesInLog(Path file) throws IOException, SQLException {
    Path folder = Files.createTempDirectory("otto-look");
    try {
      Path copy = folder.resolve("copy.db");
      copy(file, copy);
      return hasItsTables(copy, false);
    } finally {
      delete(folder.resolve("copy.db"));
      Files.delete(folder);
    }
  }

  private static boolean hasItsTables(Path file, boolean immutable) throws SQLException {
    if (immutable && file.toFile().length() == 0) {
      return false;
    }
    try (Connection connection = source(file, immutable).getConnection()) {
      return new Tx(connection).queryNumber(ITS_TABLES) == 3;
    } catch (DatabaseException e) {
      return false;
    }
  }

  /**
   * The process that has the file open, in words; empty if there is none. It is seen by its open
   * files where the system tells of them, and by its lock everywhere.
   */
  public static Optional<String> user(Path file) throws IOException {
    Optional<String> process = process(file.toRealPath());
    return process.isPresent() || !locked(file) ? process : Optional.of("another process");
  }

  private static Optional<String> process(Path file) {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> process.pid() != ProcessHandle.current().pid())
          .filter(process -> hasOpen(process, file))
          .findFirst()
          .map(process -> "process " + process.pid() + name(process));
    }
  }

  private static String name(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> " (" + Path.of(command).getFileName() + ")")
        .orElse("");
  }

  /**
   * Reports whether a process has the file open; works only for processes of the same user, and
   * only on Linux.
   */
  private static boolean hasOpen(ProcessHandle process, Path file) {
    Path open = Path.of("/proc", Long.toString(process.pid()), "fd");
    try (Stream<Path> descriptors = Files.list(open)) {
      return descriptors.anyMatch(descriptor -> file.equals(target(descriptor)));
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean locked(Path file) throws IOException {
    if (!Files.isWritable(file)) {
      return false;
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock(LOCK_BYTES, LOCK_LENGTH, false)) {
      return lock == null;
    }
  }

  /** Copies the file with its log. Nothing may have it open. */
  public static void copy(Path file, Path target) throws IOException {
    Files.copy(file, target);
    if (hasLog(file)) {
      Files.copy(side(file, "-wal"), side(target, "-wal"));
    }
  }

  /** Moves what is in the log into the file, and leaves the file alone. */
  public static void flatten(Path file) throws IOException {
    try (Connection connection = source(file, false).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      throw DatabaseException.of(file + " cannot be read: " + e.getMessage(), e);
    }
    if (hasLog(file)) {
      throw new IOException(file + " is in use; stop what has it open");
    }
    for (String ending : SIDE_FILES) {
      Files.deleteIfExists(side(file, ending));
    }
  }

  /** Deletes the file with what belongs to it. */
  public static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    for (String ending : SIDE_FILES) {
      Files.deleteIfExists(side(file, ending));
    }
  }

  /** Opens a copy for reading. */
  public static EarlierDatabase open(Path copy) {
    return new EarlierDatabase(
        new Readers(SqliteDatabase.source(copy, SqliteDatabase.reading()), () -> {}));
  }

  /** Runs a step that only reads. */
  public <T extends @Nullable Object> T read(Step<T> step) {
    return readers.read(step);
  }

  @Override
  public void close() {
    try {
      readers.close();
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  private static Path side(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /** An immutable file is read without locks, log and side files. */
  static SQLiteDataSource source(Path file, boolean immutable) {
    var source = new SQLiteDataSource(new SQLiteConfig());
    source.setUrl("jdbc:sqlite:" + file.toUri() + (immutable ? "?immutable=1" : ""));
    return source;
  }
}
