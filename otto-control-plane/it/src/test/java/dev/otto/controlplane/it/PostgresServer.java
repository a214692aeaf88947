package dev.otto.controlplane.it;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** A real PostgreSQL, with one database for Otto. */
final class PostgresServer implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  private PostgresServer(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  static PostgresServer start() throws IOException {
    return new PostgresServer(
        EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofMinutes(1))
            .setServerConfig("fsync", "off")
            .start());
  }

  /** Writes the settings of a node into its home. */
  void usedBy(Path home, String node) throws IOException {
    Files.writeString(
        home.resolve("config.jsonc"),
        "{\"database\":{\"url\":\"jdbc:postgresql://127.0.0.1:%d/postgres\",\"user\":\"postgres\"},\"node\":{\"name\":\"%s\"}}"
            .formatted(postgres.getPort(), node));
  }

  void execute(String sql) throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
