package dev.otto.scheduler.config;

import static java.util.Optional.empty;

import dev.otto.local.PrivateFiles;
import dev.otto.models.config.Jsonc;
import dev.otto.models.config.Jsonc.StringNode;
import dev.otto.models.config.JsoncFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The paths of everything Otto keeps. {@code OTTO_HOME} moves all of it into one folder, the
 * configuration included; {@code OTTO_CONFIG} moves only the configuration.
 */
public record OttoPaths(Path config, Path home) {

  /** Returns the paths that these variables ask for. */
  public static OttoPaths of(Environment environment) {
    Path user = environment.userHome();
    var moved = environment.variable("OTTO_HOME").map(Path::of).map(Path::toAbsolutePath);
    Path config =
        environment
            .variable("OTTO_CONFIG")
            .map(Path::of)
            .map(Path::toAbsolutePath)
            .or(() -> moved.map(folder -> folder.resolve("config.jsonc")))
            .orElse(user.resolve(".config/otto/config.jsonc"));
    Path home = moved.or(() -> configuredHome(config, user)).orElse(usualHome(environment));
    return new OttoPaths(config, home);
  }

  /** Returns the home folder unless something moves it. */
  public static Path usualHome(Environment environment) {
    return environment.userHome().resolve(".otto");
  }

  /** A broken file is told of by whoever reads all of it. */
  private static Optional<Path> configuredHome(Path config, Path user) {
    try {
      return new JsoncFile(config)
          .read()
          .flatMap(text -> Jsonc.read(text).find("ottoHome"))
          .flatMap(node -> node instanceof StringNode text ? folder(text.value(), user) : empty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** An absolute folder, or one below the user's home; empty for anything else. */
  public static Optional<Path> folder(String text, Path user) {
    try {
      Path folder = text.startsWith("~/") ? user.resolve(text.substring(2)) : Path.of(text);
      return Optional.of(folder).filter(Path::isAbsolute).map(Path::normalize);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Creates the missing folders, accessible to their owner only. */
  public void createFolders() throws IOException {
    for (Path inside : List.of(database(), profiles().resolve("any"), token())) {
      PrivateFiles.createParents(inside);
    }
  }

  public Path data() {
    return home.resolve("data");
  }

  public Path database() {
    return data().resolve("otto-state.db");
  }

  public Path catalogCache() {
    return data().resolve("model-catalog-cache.json");
  }

  /** Returns the folder of the files that a job's {@code profileId} names. */
  public Path profiles() {
    return data().resolve("task-config/profiles");
  }

  /** Returns the profile that applies to every run. */
  public Path baseProfile() {
    return profiles().resolveSibling("base.jsonc");
  }

  public Path token() {
    return home.resolve("secrets/internal-api.token");
  }

  /** Says where Otto listens, while it runs. */
  public Path daemon() {
    return home.resolve("secrets/daemon.json");
  }

  /** Returns the file with the id by which a cluster knows this home. */
  public Path node() {
    return data().resolve("node-id");
  }

  /**
   * Returns the file that is locked while Otto runs, so that a second one on the same folder is
   * refused.
   */
  public Path lock() {
    return home.resolve("otto.lock");
  }
}
