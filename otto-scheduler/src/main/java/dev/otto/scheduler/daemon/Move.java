package dev.otto.scheduler.daemon;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.OttoConfig.ServerDatabase;
import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import dev.otto.scheduler.database.SqliteDatabase;
import dev.otto.scheduler.database.Transfer;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.shared.SharedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The copy of everything that is stored from the home of an Otto to a PostgreSQL server, or back,
 * while no Otto uses either. A move that fails can be repeated.
 */
public final class Move {
  private static final String NAME = "otto move";
  private static final String URL = "OTTO_DATABASE_URL";

  private final Environment environment;
  private final OttoPaths paths;
  private final Transfer.Progress progress;

  public Move(Environment environment, Transfer.Progress progress) {
    this.environment = environment;
    this.paths = OttoPaths.of(environment);
    this.progress = progress;
  }

  /**
   * The rows that were copied.
   *
   * @param from where they still are, as an operator knows it
   */
  public record Moved(String from, String to, Map<String, Long> rows) {}

  /** A step that moves what is in files. */
  private interface FileStep {
    void run(Tx tx) throws IOException;
  }

  /**
   * Copies the home to a server; user and password are those of the configuration.
   *
   * @param url the driver's, as in {@code database.url}
   */
  public Moved toServer(String url) throws IOException, StartException {
    if (Files.notExists(paths.database())) {
      throw refused(
          "There is no database at " + paths.database() + "; set OTTO_HOME to Otto's folder");
    }
    var server = server(environment.with(Map.of(URL, url)));
    try (var _ = HomeLock.take(paths);
        var file = SqliteDatabase.open(paths.database());
        var rows = Storage.openAlone(server, NAME)) {
      return moved(file, rows, (_, target) -> unchecked(files()::store, target));
    }
  }

  /** Copies what is on the server that the configuration names into the home. */
  public Moved toFile() throws IOException, StartException {
    var server = server(environment);
    paths.createFolders();
    try (var _ = HomeLock.take(paths);
        var rows = Storage.openAlone(server, NAME);
        var file = SqliteDatabase.open(paths.database())) {
      return moved(rows, file, (source, _) -> unchecked(files()::take, source));
    }
  }

  private static ServerDatabase server(Environment settings) throws IOException, StartException {
    Optional<ServerDatabase> server = Otto.configuration(settings).database();
    return server.orElseThrow(
        () -> refused("database.url names no server whose rows could be moved to the file"));
  }

  private SharedFiles files() {
    return new SharedFiles(paths.config(), paths.token());
  }

  private Moved moved(Database from, Database to, Transfer.LastStep files) throws StartException {
    var move = Change.of(new Actor(NAME, Surface.CLI), "database.move", from.location());
    var audit = new AuditLog(to, environment.clock());
    try {
      Map<String, Long> rows =
          new Transfer(from, to, progress)
              .run(
                  (source, target) -> {
                    audit.recordIn(target, move, AuditOutcome.DONE);
                    files.run(source, target);
                  });
      return new Moved(from.location(), to.location(), rows);
    } catch (DatabaseException e) {
      throw StartException.of(e);
    } catch (UncheckedIOException e) {
      throw StartException.of(Objects.requireNonNull(e.getCause()));
    }
  }

  private static void unchecked(FileStep step, Tx tx) {
    try {
      step.run(tx);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StartException refused(String why) {
    return new StartException(StartException.FAILED, why, null);
  }
}
