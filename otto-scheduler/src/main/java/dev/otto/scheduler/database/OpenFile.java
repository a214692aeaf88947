package dev.otto.scheduler.database;

import dev.otto.local.FileIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database file and its {@code -wal} as they were opened. Where another file has taken the
 * place of one of them, whatever is written goes into a file that nobody will find again.
 */
final class OpenFile {
  private final Path file;
  private final Path wal;
  private final Optional<Object> opened;
  private volatile @Nullable Object openedWal;

  OpenFile(Path file) {
    this.file = file;
    this.wal = file.resolveSibling(file.getFileName() + "-wal");
    this.opened = FileIdentity.of(file);
    this.openedWal = FileIdentity.of(wal).orElse(null);
  }

  /** Returns what has happened to the files, and what to do; empty if nothing has. */
  Optional<String> problem() {
    if (!Files.isWritable(file)) {
      return Optional.of(
          file
              + " is gone or not writable, and without it everything Otto stores is lost at its"
              + " next start; fix its permissions or restore a backup (otto restore FILE), and restart Otto");
    }
    if (!FileIdentity.of(file).equals(opened)) {
      return Optional.of(taken(file));
    }
    return isOpenedWal() ? Optional.empty() : Optional.of(taken(wal));
  }

  private static String taken(Path path) {
    String what =
        Files.exists(path)
            ? "another file has taken the place of " + path + " since Otto opened it"
            : path + " was removed while Otto had it open";
    return what + ", and everything Otto stores now would be lost at its next start; restart Otto";
  }

  /**
   * Refuses where the files are no longer the ones that were opened.
   *
   * @throws DatabaseException with the problem
   */
  void require() {
    if (!FileIdentity.of(file).equals(opened) || !isOpenedWal()) {
      throw new DatabaseException(DatabaseException.Reason.UNREADABLE, problem().orElse("" + file));
    }
  }

  /** Compares the {@code -wal}, which SQLite makes with the first transaction at the latest. */
  private boolean isOpenedWal() {
    Object known = openedWal;
    if (known == null) {
      openedWal = FileIdentity.of(wal).orElse(null);
      return true;
    }
    return FileIdentity.of(wal).equals(Optional.of(known));
  }
}
