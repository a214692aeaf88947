package dev.otto.benchmarks.durable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite as the other contenders get it: Otto's own settings, behind the connection pool that both
 * recommend.
 */
final class Sqlite {
  private Sqlite() {}

  static HikariDataSource pool(Path file, int connections) {
    var settings = new SQLiteConfig();
    settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
    settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    settings.setTempStore(SQLiteConfig.TempStore.MEMORY);
    settings.setBusyTimeout(10_000);
    // A transaction that reads first could not become a writer while another one writes.
    settings.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    var source = new SQLiteDataSource(settings);
    source.setUrl("jdbc:sqlite:" + file);
    var pool = new HikariConfig();
    pool.setDataSource(source);
    pool.setMaximumPoolSize(connections);
    return new HikariDataSource(pool);
  }

  /** Opens a connection of the benchmark's own, to look from outside. */
  static Connection reader(Path file) throws SQLException {
    var settings = new SQLiteConfig();
    settings.setReadOnly(true);
    settings.setBusyTimeout(10_000);
    return settings.createConnection("jdbc:sqlite:" + file);
  }
}
