package dev.otto.scheduler.database;

import java.nio.file.Path;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteDataSource;

/** A database as an earlier Otto left it. */
final class EarlierSchema {
  private EarlierSchema() {}

  /** Makes a file with the schema of that time, and these rows. */
  static void make(Path file, int version, Iterable<String> statements) throws SQLException {
    var source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:db/migration")
        .target(Integer.toString(version))
        .load()
        .migrate();
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
