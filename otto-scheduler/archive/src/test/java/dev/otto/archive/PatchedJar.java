package dev.otto.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** A jar in which somebody changed one text of one class. */
final class PatchedJar {
  private PatchedJar() {}

  /** The new text must be as long as the old one: its length stands before it. */
  static void replace(Path jar, String entry, String before, String after) throws IOException {
    assertEquals(before.length(), after.length());
    try (FileSystem files =
        FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), java.util.Map.of())) {
      Path file = files.getPath(entry);
      String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
      Files.write(file, bytes.replace(before, after).getBytes(ISO_8859_1));
    }
  }
}
