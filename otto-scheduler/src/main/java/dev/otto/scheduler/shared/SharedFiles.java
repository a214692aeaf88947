package dev.otto.scheduler.shared;

import dev.otto.local.ApiToken;
import dev.otto.models.config.JsoncFile;
import dev.otto.scheduler.database.Tx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one Otto whose values are shared in a database: they are copied there, and back,
 * while no Otto uses either.
 *
 * @param config with the flow defaults and budgets
 * @param token of the API
 */
public record SharedFiles(Path config, Path token) {

  /**
   * Stores the values of the files.
   *
   * @throws IOException if a file cannot be read, or is broken
   */
  public void store(Tx tx) throws IOException {
    SharedRepository.put(tx, SharedSettings.NAME, settings().text());
    if (Files.exists(token)) {
      String text = Files.readString(token, StandardCharsets.ISO_8859_1).strip();
      SharedRepository.put(tx, SharedToken.NAME, text);
    }
  }

  /**
   * Writes the stored values into the files. A token that was rotated since its last Otto stopped
   * stays.
   *
   * @throws IOException if a file cannot be written
   */
  public void take(Tx tx) throws IOException {
    Optional<String> settings = SharedRepository.find(tx, SharedSettings.NAME);
    if (settings.isPresent()) {
      settings().take(settings.get());
    }
    Optional<String> shared = SharedRepository.find(tx, SharedToken.NAME);
    if (shared.isPresent() && !SharedToken.isRotated(token)) {
      ApiToken.store(token, shared.get());
    }
  }

  private NodeSettings settings() {
    return new NodeSettings(new JsoncFile(config));
  }
}
