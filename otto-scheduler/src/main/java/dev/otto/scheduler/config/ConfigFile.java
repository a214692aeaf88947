package dev.otto.scheduler.config;

import dev.otto.models.config.BrokenFileException;
import dev.otto.models.config.JsoncFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file {@code config.jsonc}. */
public final class ConfigFile {
  private static final String SCHEMA = "config.schema.json";

  private final Path path;

  public ConfigFile(Path path) {
    this.path = path;
  }

  /** Reads the file; without one, the defaults and the environment apply. */
  public ConfigResult read(Environment environment) throws IOException {
    String file = path.toString();
    Optional<String> unreadable = FileCheck.unreadable(path);
    if (unreadable.isPresent()) {
      return new ConfigResult.Broken(List.of(new Problem(file, unreadable.get())), List.of());
    }
    try {
      return ConfigReader.read(file, new JsoncFile(path).read().orElse("{}"), environment);
    } catch (BrokenFileException e) {
      var errors = e.problems().stream().map(problem -> Problem.in(file, problem)).toList();
      return new ConfigResult.Broken(errors, List.of());
    }
  }

  /**
   * Writes the commented file at the first start, with the schema for editors next to it.
   *
   * @return whether it was missing
   */
  public boolean createIfMissing() throws IOException {
    if (Files.exists(path)) {
      return false;
    }
    PrivateFiles.replace(path, resource("config.jsonc"));
    PrivateFiles.replace(path.resolveSibling(SCHEMA), resource(SCHEMA));
    return true;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ConfigFile.class.getResourceAsStream("/config-samples/" + name)) {
      if (in == null) {
        throw new IOException("this build of Otto lacks its sample " + name);
      }
      return in.readAllBytes();
    }
  }
}
