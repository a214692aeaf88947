package dev.otto.scheduler.database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  @TempDir private Path folder;

  @Test
  void saysWhereTheLibraryCouldNotBeLoadedFrom() throws IOException {
    Path nowhere = folder.resolve("is/not/there");
    var process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Dorg.sqlite.tmpdir=" + nowhere,
                "-cp",
                System.getProperty("java.class.path"),
                DatabaseOpener.class.getName(),
                folder.resolve("otto-state.db").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(said.contains("cannot be loaded from the temporary folder " + nowhere), said);
  }

  @Test
  void deletesWhatKilledProcessesLeft() throws IOException {
    make("sqlite-3.54.1.0-1234-libsqlitejdbc.so", NOW.minusSeconds(600));
    make("sqlite-3.54.1.0-1234-libsqlitejdbc.so.lck", NOW.minusSeconds(600));
    make("sqlite-3.54.1.0-5678-libsqlitejdbc.so", NOW);
    make("something.so", NOW.minusSeconds(600));
    NativeLibrary.deleteLeftovers(folder, NOW.minusSeconds(60));
    try (var files = Files.list(folder)) {
      assertEquals(
          List.of("something.so", "sqlite-3.54.1.0-5678-libsqlitejdbc.so"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  private void make(String name, Instant modified) throws IOException {
    Path file = Files.createFile(folder.resolve(name));
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }
}
