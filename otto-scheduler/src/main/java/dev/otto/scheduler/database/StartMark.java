package dev.otto.scheduler.database;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.otto.local.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A random number of the last start, in the database and in a file beside it. Where the two differ,
 * the database was replaced, and a {@code -wal} that lies there belongs to the one before; SQLite
 * itself cannot tell, and would mix them.
 */
final class StartMark {
  private final Path file;
  private final Path marks;
  private final Path wal;

  StartMark(Path file) {
    this.file = file;
    this.marks = beside("-start");
    this.wal = beside("-wal");
  }

  private Path beside(String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /**
   * Refuses a database beside the {@code -wal} of another one. Nothing is opened but for a look.
   *
   * @throws DatabaseException if it was replaced
   */
  void requireOwnWal() throws IOException, SQLException {
    if (Files.exists(wal) && Files.size(wal) > 0 && wasReplaced()) {
      throw new DatabaseException(
          DatabaseException.Reason.UNREADABLE,
          file
              + " is another database than at the last start, and "
              + wal.getFileName()
              + " beside it belongs to that one: together they would be damaged. To restore a"
              + " backup, put it elsewhere and run otto restore FILE; to start with this file, move "
              + wal.getFileName()
              + " away first");
    }
  }

  /** Reports whether the file itself, without its log, is another one than at the last start. */
  boolean wasReplaced() throws IOException, SQLException {
    if (Files.notExists(marks) || Files.size(file) == 0) {
      return false;
    }
    // An immutable file is read without its log, and without locks.
    try (Connection connection = EarlierDatabase.source(file, true).getConnection()) {
      long own = new Tx(connection).queryNumber("PRAGMA application_id");
      return !Files.readAllLines(marks).contains(Long.toString(own));
    }
  }

  /** Marks this start. The old number stays valid until the new one is in the file itself. */
  void set(int number, Tx tx) throws IOException {
    long before = tx.queryNumber("PRAGMA application_id");
    write(List.of(Long.toString(before), Integer.toString(number)));
    int unused = tx.update("PRAGMA application_id = " + number);
    boolean busy = tx.queryNumber("PRAGMA wal_checkpoint(TRUNCATE)") != 0;
    if (!busy) {
      write(List.of(Integer.toString(number)));
    }
  }

  private void write(List<String> numbers) throws IOException {
    PrivateFiles.replace(marks, String.join("\n", numbers).getBytes(US_ASCII));
  }

  /** Takes the mark out of a copy, which is another database from now on. */
  static void clear(Tx copy) {
    int unused = copy.update("PRAGMA application_id = 0");
  }

  /** Forgets the last start, where the database is replaced on purpose. */
  void forget() throws IOException {
    Files.deleteIfExists(marks);
  }
}
