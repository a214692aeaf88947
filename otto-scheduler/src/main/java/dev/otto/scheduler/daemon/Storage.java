package dev.otto.scheduler.daemon;

import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.config.OttoConfig.ServerDatabase;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.PostgresDatabase;
import dev.otto.scheduler.database.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the database that the configuration names; nothing of the other one is loaded. */
final class Storage {
  private Storage() {}

  /** A way to open the database of a configuration; tests have one with few connections. */
  @FunctionalInterface
  interface Opening {
    Database open(OttoConfig config, OttoPaths paths, Environment environment)
        throws IOException, StartException;
  }

  static Database open(OttoConfig config, OttoPaths paths, Environment environment)
      throws IOException, StartException {
    Optional<ServerDatabase> server = config.database();
    return server.isPresent()
        ? PostgresDatabase.open(access(server.get()), NodeId.of(config, paths, environment))
        : SqliteDatabase.open(paths.database());
  }

  /**
   * Opens one on a server for a program that is no node.
   *
   * @throws dev.otto.scheduler.database.DatabaseException where an Otto uses it
   */
  static Database openAlone(ServerDatabase server, String program)
      throws IOException, StartException {
    return PostgresDatabase.openAlone(access(server), program);
  }

  private static PostgresDatabase.Access access(ServerDatabase server)
      throws IOException, StartException {
    Optional<String> password = server.password();
    if (password.isEmpty() && server.passwordFile().isPresent()) {
      password = Optional.of(firstLine(server.passwordFile().get()));
    }
    // One of the connections writes, and Quartz has some.
    return new PostgresDatabase.Access(
        server.url(),
        server.user().orElse(null),
        password.orElse(null),
        server.maxConnections() - 1 - PostgresDatabase.QUARTZ_CONNECTIONS);
  }

  private static String firstLine(Path file) throws IOException, StartException {
    return Files.readString(file)
        .lines()
        .findFirst()
        .filter(line -> !line.isBlank())
        .orElseThrow(
            () ->
                new StartException(
                    StartException.BAD_CONFIGURATION,
                    "database.passwordFile names %s, whose first line is empty; write the password there"
                        .formatted(file),
                    null));
  }
}
