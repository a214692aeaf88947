package dev.otto.scheduler.database;

import dev.otto.local.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The file {@code otto-state.db}: what a write returned is on the disk, and readers never wait for
 * writers.
 */
public final class SqliteDatabase implements Database {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;
  private static final long LOW_DISK_BYTES = 64L << 20;
  private static final String RESTORE = "restore a backup with otto restore FILE";

  private final Path file;
  private final Tx tx;
  private final Writer writer;
  private final Readers readers;
  private final StoreCheck check;
  private volatile @Nullable String damage;

  private SqliteDatabase(Path file, Tx tx) {
    this.file = file;
    this.tx = tx;
    var opened = new OpenFile(file);
    this.writer = new Writer(new FileSession(tx, opened));
    this.readers = new Readers(source(file, reading()), opened::require);
    this.check = new StoreCheck(file, this, opened, LOW_DISK_BYTES);
  }

  /**
   * Opens the file, creating it if necessary, and brings its schema up to date.
   *
   * @throws DatabaseException with a sentence for the operator, also for a schema newer than known
   *     and for a database of the Node.js Otto
   */
  public static SqliteDatabase open(Path file) {
    refuseEarlier(file);
    try {
      createForOwnerOnly(file);
      new StartMark(file).requireOwnWal();
      boolean fresh = Files.size(file) == 0;
      SQLiteDataSource source = source(file, writing());
      var tx = new Tx(source.getConnection());
      try {
        if (!fresh && Schema.isEmpty(tx)) {
          warnOfAnEmptyCopy(file);
        }
        if (!fresh) {
          requireSoundTables(file, tx);
        }
        new Schema(file.toString(), Dialect.SQLITE, RESTORE).bringUpToDate(source, tx);
      } catch (RuntimeException e) {
        tx.connection().close();
        throw e;
      }
      return new SqliteDatabase(file, tx);
    } catch (SQLException | IOException e) {
      throw NativeLibrary.refusal(e).orElseGet(() -> notOpened(file, e));
    }
  }

  /**
   * Marks a start of Otto on this file, by which the next one recognises it.
   *
   * @param mark a random number
   * @return whether the file is another one than at the last start
   */
  public boolean markStart(int mark) {
    try {
      var start = new StartMark(file);
      boolean replaced = start.wasReplaced();
      writer.alone(() -> start.set(mark, tx));
      return replaced;
    } catch (SQLException | IOException e) {
      throw notOpened(file, e);
    }
  }

  private static DatabaseException notOpened(Path file, Exception e) {
    return DatabaseException.of(
        file
            + " cannot be opened as Otto's database; check its folder, or restore a backup with"
            + " otto restore FILE ("
            + e.getMessage()
            + ")",
        e);
  }

  private static void refuseEarlier(Path file) {
    if (EarlierDatabase.isAt(file)) {
      throw new DatabaseException(
          DatabaseException.Reason.EARLIER_OTTO,
          file
              + " is the database of the Node.js Otto; run `otto import` to import it, after"
              + " `otto import --dry-run` to see what that does");
    }
  }

  /**
   * Checks the tables and indexes of a file that is about to be used. The index of words is left
   * out: it takes longer than all the rest, and holds nothing that could not be made again.
   */
  private static void requireSoundTables(Path file, Tx tx) {
    tx.query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE"
                + " VIRTUAL%'",
            row -> row.text("name"))
        .forEach(table -> requireSound(file, tx, "PRAGMA quick_check('" + table + "')"));
  }

  private static void requireSound(Path file, Tx tx, String check) {
    String found = tx.query(check, row -> row.text("quick_check")).getFirst();
    if (!found.equals("ok")) {
      throw damaged(file, found);
    }
  }

  private static DatabaseException damaged(Path file, String found) {
    return new DatabaseException(
        DatabaseException.Reason.DAMAGED,
        "%s is damaged; restore a backup with otto restore FILE (%s)"
            .formatted(file, found.strip().replace("\n", ", ")));
  }

  private static void warnOfAnEmptyCopy(Path file) {
    LOG.warn(
        "{} was there, but contains nothing, so Otto begins without jobs. If it is a copy, it"
            + " was made while Otto ran and lacks the -wal file: use `otto backup`, or stop Otto"
            + " first",
        file);
  }

  @Override
  public <T extends @Nullable Object> T write(Step<T> step) {
    String known = damage;
    if (known != null) {
      throw new DatabaseException(DatabaseException.Reason.DAMAGED, known);
    }
    try {
      return writer.write(step);
    } catch (DatabaseException e) {
      throw noted(e);
    }
  }

  @Override
  public <T extends @Nullable Object> T read(Step<T> step) {
    try {
      return readers.read(step);
    } catch (DatabaseException e) {
      throw noted(e);
    }
  }

  /** Remembers damage: what is stored from then on might not be found again. */
  private DatabaseException noted(DatabaseException e) {
    if (e.reason() == DatabaseException.Reason.DAMAGED && damage == null) {
      damage = damaged(file, String.valueOf(e.getMessage())).getMessage();
    }
    return e;
  }

  @Override
  public void lookForDamage() {
    read(
        tx -> {
          requireSound(file, tx, "PRAGMA quick_check(1)");
          return true;
        });
  }

  /** Copies everything into a new file, even while Otto runs. An existing file is not touched. */
  public void backup(Path target) {
    if (Files.exists(target)) {
      throw DatabaseException.of(
          target + " already exists; choose another file", new IOException("exists"));
    }
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isWritable(folder)) {
      throw DatabaseException.of(
          "No backup can be written to " + folder + "; make that folder, or choose another file",
          new IOException("no such folder"));
    }
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    try {
      Files.deleteIfExists(partial);
      copy(file, partial);
      try (Connection connection = source(partial, new SQLiteConfig()).getConnection()) {
        StartMark.clear(new Tx(connection));
      }
      try (var channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (SQLException | IOException e) {
      throw DatabaseException.of("The backup to " + target + " failed: " + e.getMessage(), e);
    }
  }

  @Override
  public String location() {
    return file.toString();
  }

  @Override
  public Optional<String> problem() {
    return Optional.ofNullable(damage).or(check::trouble);
  }

  /**
   * Waits for the steps in progress; later ones fail. Afterwards everything is in the one file: the
   * writer closes last, because a connection that may only read cannot empty the {@code -wal}.
   */
  @Override
  public void close() {
    try (writer;
        readers) {
      // Both are closed, whatever happens to the other.
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    }
  }

  /** Copies a database into a new file for its owner only. */
  static void copy(Path file, Path target) throws SQLException, IOException {
    createForOwnerOnly(target);
    try (Connection connection = source(file, reading()).getConnection();
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, target.toString());
      copy.execute();
    }
  }

  /**
   * Creates the file for its owner only, since prompts and results are private; SQLite gives its
   * side files the same permissions.
   */
  private static void createForOwnerOnly(Path file) throws IOException {
    if (Files.notExists(file)) {
      PrivateFiles.create(file);
    }
  }

  static SQLiteDataSource source(Path file, SQLiteConfig config) {
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.enforceForeignKeys(true);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  private static SQLiteConfig writing() {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    return config;
  }

  static SQLiteConfig reading() {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    return config;
  }
}
