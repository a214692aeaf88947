package dev.otto.scheduler.database;

import java.nio.file.Path;

/** A process that opens a database and says what came of it. */
final class DatabaseOpener {
  private DatabaseOpener() {}

  public static void main(String[] arguments) {
    try (var database = SqliteDatabase.open(Path.of(arguments[0]))) {
      System.out.println("opened " + database.location());
    } catch (DatabaseException e) {
      System.out.println(e.getMessage());
    }
  }
}
