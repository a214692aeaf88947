package dev.otto.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this build leaves beside the archive. */
final class Published {
  private Published() {}

  static Path folder() {
    return Path.of(System.getProperty("otto.archives"));
  }

  /** Returns the one file whose name ends like this. */
  static Path file(String suffix) throws IOException {
    try (Stream<Path> all = Files.list(folder())) {
      return all.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }
}
