package dev.otto.models.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A database for an application's store of jobs.
 *
 * @param delegate the class by which Quartz speaks its dialect
 * @param server ends it
 */
record JobDatabase(String url, String user, String delegate, Closeable server)
    implements Closeable {
  private static final String DELEGATES = "org.quartz.impl.jdbcjobstore.";

  /** Returns one in a file of this folder. */
  static JobDatabase h2(Path folder) {
    return new JobDatabase(
        "jdbc:h2:file:" + folder.resolve("jobs"), "sa", DELEGATES + "StdJDBCDelegate", () -> {});
  }

  /** Starts a server. */
  static JobDatabase postgresql() throws IOException {
    var server = EmbeddedPostgres.start();
    String url = server.getJdbcUrl("postgres", "postgres");
    return new JobDatabase(url, "postgres", DELEGATES + "PostgreSQLDelegate", server);
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, "");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
