package dev.otto.scheduler.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a backup in the place of the database while no Otto runs. The backup is read by SQLite, with
 * the {@code -wal} that may lie beside it, and stays as it is; the old state stays beside the new.
 */
public final class Restore {
  private static final Logger LOG = LoggerFactory.getLogger(Restore.class);

  private final Path backup;
  private final Path file;
  private final Path kept;

  /**
   * Prepares it.
   *
   * @param kept the name under which the old state stays; it must not exist yet
   */
  public Restore(Path backup, Path file, Path kept) {
    this.backup = backup;
    this.file = file;
    this.kept = kept;
  }

  /**
   * Restores; the database then has the schema of this Otto.
   *
   * @return whether there was an old state, which is kept
   * @throws DatabaseException if the backup cannot be used; nothing has changed then
   */
  public boolean run() {
    Path fresh = file.resolveSibling(file.getFileName() + ".restoring");
    try {
      makeFresh(fresh);
      boolean replaces = Files.exists(file);
      if (replaces) {
        keepOldState();
      }
      new StartMark(file).forget();
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return replaces;
    } catch (SQLException | IOException | DatabaseException e) {
      throw DatabaseException.of(
          backup + " cannot be restored; nothing was changed (" + e.getMessage() + ")", e);
    } finally {
      delete(fresh);
    }
  }

  private static void delete(Path fresh) {
    try {
      Files.deleteIfExists(fresh);
    } catch (IOException e) {
      LOG.warn("{} is left over and may be deleted", fresh, e);
    }
  }

  /** Copies the backup by SQLite, opened as Otto would: that finds out whether it is one. */
  private void makeFresh(Path fresh) throws SQLException, IOException {
    if (!Files.isRegularFile(backup) || Files.size(backup) == 0) {
      throw new IOException("there is no such file, or it is empty");
    }
    Files.deleteIfExists(fresh);
    SqliteDatabase.copy(backup, fresh);
    requireKnown(fresh);
    SqliteDatabase.open(fresh).close();
    try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private void requireKnown(Path fresh) throws SQLException {
    var source = SqliteDatabase.source(fresh, SqliteDatabase.reading());
    try (Connection connection = source.getConnection()) {
      var schema = new Schema(backup.toString(), Dialect.SQLITE, "");
      schema.requireKnown(schema.version(new Tx(connection)), "restore it with that version");
    }
  }

  /**
   * Gives the old files a second name, and takes its {@code -wal} away from the place where SQLite
   * would apply it to the new file. The old database keeps its own name until the new one takes it.
   */
  private void keepOldState() throws IOException {
    Files.createLink(kept, file);
    moveIfThere("-wal");
    Files.deleteIfExists(beside(file, "-shm"));
  }

  private void moveIfThere(String suffix) throws IOException {
    Path old = beside(file, suffix);
    if (Files.exists(old)) {
      Files.move(old, beside(kept, suffix), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
