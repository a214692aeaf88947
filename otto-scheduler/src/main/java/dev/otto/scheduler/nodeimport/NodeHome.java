package dev.otto.scheduler.nodeimport;

import dev.otto.scheduler.config.OttoPaths;
import dev.otto.scheduler.database.EarlierDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The home of a Node.js Otto, from which is imported.
 *
 * @param home usually {@code ~/.otto}
 * @param config its configuration, which lies outside the home and need not exist
 */
record NodeHome(Path home, Path config) {

  /** Returns the home in this folder, which is the home itself or its user's folder. */
  static Optional<NodeHome> in(Path folder) {
    return Stream.of(folder.resolve(".otto"), folder)
        .map(home -> new NodeHome(home, configBeside(home)))
        .filter(NodeHome::isThere)
        .findFirst();
  }

  private static Path configBeside(Path home) {
    Path moved = home.resolve("config.jsonc");
    return Files.exists(moved) ? moved : home.resolveSibling(".config/otto/config.jsonc");
  }

  /**
   * Returns the home that Otto's own paths name, or the last copy of it if it was already imported.
   */
  static Optional<NodeHome> at(OttoPaths paths) {
    return Stream.concat(Stream.of(paths.home()), copies(paths.home()).stream())
        .map(home -> new NodeHome(home, paths.config()))
        .filter(NodeHome::isThere)
        .findFirst();
  }

  /** Returns the copies that imports made of this home, newest first. */
  static List<Path> copies(Path home) {
    Path folder = home.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    String prefix = home.getFileName() + HomeCopy.MARK;
    try (Stream<Path> beside = Files.list(folder)) {
      return beside
          .filter(path -> path.getFileName().toString().startsWith(prefix))
          .filter(path -> !path.toString().endsWith(HomeCopy.UNFINISHED))
          .filter(Files::isDirectory)
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path database() {
    return home.resolve("data/otto-state.db");
  }

  Path token() {
    return home.resolve("secrets/internal-api.token");
  }

  /** Returns the folder with {@code base.jsonc}, and {@code profiles} with one file for each. */
  Path taskConfig() {
    return home.resolve("task-config");
  }

  private boolean isThere() {
    return EarlierDatabase.isAt(database());
  }
}
