package dev.otto.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

/** Operations on whole folders. */
final class Folders {
  private Folders() {}

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** Sets when each file in it was changed. */
  static void setTime(Path folder, Instant time) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(file -> Files.isRegularFile(file, NOFOLLOW_LINKS)).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(time));
      }
    }
  }
}
