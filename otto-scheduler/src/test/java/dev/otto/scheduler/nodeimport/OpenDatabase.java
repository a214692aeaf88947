package dev.otto.scheduler.nodeimport;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

/** A process that has a database open and has written to it, as the Node.js Otto while it runs. */
final class OpenDatabase {
  private OpenDatabase() {}

  /** Started, and done with its writing. */
  static Process of(Path database) throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OpenDatabase.class.getName(),
                database.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.getInputStream().read() < 0) {
      throw new IOException("it ended");
    }
    return process;
  }

  /** The process itself. */
  public static void main(String[] arguments) throws SQLException, InterruptedException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("UPDATE jobs SET type = 'said last' WHERE id = 'old'");
      System.out.println("open");
      new CountDownLatch(1).await();
    }
  }
}
