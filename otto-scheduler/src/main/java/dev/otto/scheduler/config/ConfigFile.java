package dev.otto.scheduler.config;

import dev.otto.local.PrivateFiles;
import dev.otto.models.config.BrokenFileException;
import dev.otto.models.config.JsoncFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
      String text = new JsoncFile(path).read().orElse("{}");
      return warned(ConfigReader.read(file, text, environment), environment);
    } catch (BrokenFileException e) {
      var errors = e.problems().stream().map(problem -> Problem.in(file, problem)).toList();
      return new ConfigResult.Broken(errors, List.of());
    }
  }

  /** Adds the warning of a password in the file that others than its owner can read. */
  private ConfigResult warned(ConfigResult result, Environment environment) throws IOException {
    if (result instanceof ConfigResult.Valid valid
        && holdsPassword(valid.config(), environment)
        && PrivateFiles.readableByOthers(path)) {
      var warnings = new ArrayList<>(valid.warnings());
      warnings.add(
          new Problem(
              path.toString(),
              "others can read this file, which holds a password; run chmod 600 '" + path + "'"));
      return new ConfigResult.Valid(valid.config(), warnings, valid.notes());
    }
    return result;
  }

  private static boolean holdsPassword(OttoConfig config, Environment environment) {
    boolean ofOpenCode =
        config.opencode().password().isPresent()
            && environment.variable("OTTO_OPENCODE_PASSWORD").isEmpty();
    boolean ofDatabase =
        config.database().flatMap(OttoConfig.ServerDatabase::password).isPresent()
            && environment.variable("OTTO_DATABASE_PASSWORD").isEmpty();
    return ofOpenCode || ofDatabase;
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
