package dev.otto.scheduler.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where everything lies. {@code OTTO_HOME} moves all of it into one folder, the configuration
 * included; {@code OTTO_CONFIG} moves the configuration alone.
 */
public record OttoPaths(Path config, Path home) {

  /** The paths that these variables ask for. */
  public static OttoPaths of(Environment environment) {
    Path user = environment.userHome();
    var moved = environment.variable("OTTO_HOME").map(Path::of).map(Path::toAbsolutePath);
    Path home = moved.orElse(user.resolve(".otto"));
    Path config =
        environment
            .variable("OTTO_CONFIG")
            .map(Path::of)
            .map(Path::toAbsolutePath)
            .or(() -> moved.map(folder -> folder.resolve("config.jsonc")))
            .orElse(user.resolve(".config/otto/config.jsonc"));
    return new OttoPaths(config, home);
  }

  /** Makes the folders that are missing, for their owner only. */
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

  /** A job's {@code profileId} names a file here. */
  public Path profiles() {
    return data().resolve("task-config/profiles");
  }

  public Path token() {
    return home.resolve("secrets/internal-api.token");
  }

  /** Says where Otto listens, while it runs. */
  public Path daemon() {
    return home.resolve("secrets/daemon.json");
  }

  /** Held while Otto runs, so that a second one on the same folder is refused. */
  public Path lock() {
    return home.resolve("otto.lock");
  }
}
