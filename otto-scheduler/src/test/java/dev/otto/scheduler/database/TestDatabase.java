package dev.otto.scheduler.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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
      return alone(access(folder));
    }
  };

  /** Opens the database of this folder; it is empty at first. */
  public abstract Database open(Path folder);

  /** The folder's database on a real PostgreSQL, as a configuration names it. */
  public record Address(String url, String user) {
    public int port() {
      return URI.create(url.substring("jdbc:".length())).getPort();
    }

    /** Returns the same database at the other end of the wire. */
    public Address through(Wire wire) {
      return new Address(url.replace(":" + port() + "/", ":" + wire.port() + "/"), user);
    }
  }

  /** Returns where the folder's database is on a real PostgreSQL. */
  public static Address address(Path folder) {
    return new Address(access(folder).url(), USER);
  }

  /** Opens the folder's database for one of several Ottos that share it. */
  public static PostgresDatabase shared(Path folder) {
    return shared(address(folder).url());
  }

  /** Opens the database at this address for one of several Ottos that share it. */
  public static PostgresDatabase shared(String url) {
    return shared(url, "node-" + UUID.randomUUID());
  }

  /** Opens the database at this address for the node of this name. */
  public static PostgresDatabase shared(String url, String node) {
    var access = new PostgresDatabase.Access(url, USER, null, 3);
    return PostgresDatabase.open(access, node);
  }

  /** Opens a database for a program that no Otto runs beside. */
  static PostgresDatabase alone(PostgresDatabase.Access access) {
    return PostgresDatabase.openAlone(access, "alone");
  }

  /** Returns the access to the folder's database on a real PostgreSQL. */
  static PostgresDatabase.Access access(Path folder) {
    return Server.access(Server.of(folder));
  }

  /** Returns the access to a database without tables. */
  static PostgresDatabase.Access empty() {
    return Server.access(Server.create());
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

  private static final String USER = "postgres";

  /** One for all tests of a process; it ends with that. */
  private static final class Server {
    private static final Map<Path, String> BY_FOLDER = new HashMap<>();
    private static final List<String> MADE = new ArrayList<>();

    /** Deletes all rows but those of Flyway, and the table that tests make. */
    private static final String EMPTY =
        """
        DROP TABLE IF EXISTS t;
        DO $$ BEGIN
          EXECUTE (
            SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY'
            FROM pg_tables
            WHERE schemaname = 'public' AND tablename <> 'flyway_schema_history');
        END $$
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

    private static PostgresDatabase.Access access(String name) {
      String url = POSTGRES.getJdbcUrl(USER, name).replaceFirst("\\?.*", "");
      return new PostgresDatabase.Access(url, USER, null, 3);
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
      alone(access(name)).close();
      MADE.add(name);
      return name;
    }

    private static synchronized String create() {
      String name = "otto_" + databases++;
      execute("postgres", "CREATE DATABASE " + name);
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
      try (var connection = POSTGRES.getDatabase(USER, database).getConnection();
          var statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
