package dev.otto.scheduler.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The databases that Otto can use. A test class with {@code @ParameterizedClass} and
 * {@code @EnumSource(TestDatabase.class)} runs on each.
 */
public enum TestDatabase {
  SQLITE {
    @Override
    public Database open(Path folder) {
      return SqliteDatabase.open(Template.copied(folder.resolve("otto.db")));
    }
  },

  POSTGRESQL {
    @Override
    public Database open(Path folder) {
      return new ServerDatabase(Server.source(Server.of(folder)));
    }
  };

  /** Opens the database of this folder; it is empty at first. */
  public abstract Database open(Path folder);

  /** Opens a database with the tables that the migrations have made, and no more. */
  static Database openFresh() {
    return new ServerDatabase(Server.source(Server.create()));
  }

  /** A file with the tables, which takes longer to make than to copy. */
  private static final class Template {
    private static final byte[] TABLES = tables();

    private static byte[] tables() {
      try {
        Path folder = Files.createTempDirectory("otto-tables-");
        Path file = folder.resolve("otto.db");
        SqliteDatabase.open(file).close();
        byte[] tables = Files.readAllBytes(file);
        Files.delete(file);
        Files.delete(folder);
        return tables;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Path copied(Path file) {
      try {
        return Files.exists(file) ? file : Files.write(file, TABLES);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** One for all tests of a process; it ends with that. */
  private static final class Server {
    private static final Map<Path, String> BY_FOLDER = new HashMap<>();
    private static final String USER = "postgres";
    private static final List<String> MADE = new ArrayList<>();

    private static final String TABLES = migration();

    private static final String EMPTY =
        """
        TRUNCATE jobs, run_search, audit_entries, notifications, notification_profile,
          assistant_messages, budget_warnings, run_prompts, deleted_usage RESTART IDENTITY CASCADE
        """;

    private static final EmbeddedPostgres POSTGRES = start();

    private static int databases;

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofMinutes(1))
            .setServerConfig("fsync", "off")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static DataSource source(String name) {
      return POSTGRES.getDatabase(USER, name);
    }

    private static String migration() {
      try {
        String file = "V" + Schema.VERSION + "__tables.sql";
        return Files.readString(Path.of("src", "main", "resources", "db", "postgresql", file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static synchronized String of(Path folder) {
      String known = BY_FOLDER.get(folder);
      String name = known == null ? tidy() : known;
      BY_FOLDER.put(folder, name);
      return name;
    }

    /** Returns an empty database with the schema: one that nobody uses any more, or a new one. */
    private static String tidy() {
      for (String name : MADE) {
        if (count("pg_stat_activity WHERE datname = '" + name + "'") == 0) {
          BY_FOLDER.values().remove(name);
          execute(name, EMPTY);
          return name;
        }
      }
      String name = create();
      MADE.add(name);
      return name;
    }

    private static synchronized String create() {
      String name = "otto_" + databases++;
      execute("postgres", "CREATE DATABASE " + name);
      execute(name, TABLES);
      return name;
    }

    private static long count(String from) {
      try (var connection = POSTGRES.getPostgresDatabase().getConnection();
          var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
        rows.next();
        return rows.getLong(1);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void execute(String database, String sql) {
      try (var connection = source(database).getConnection();
          var statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
