package dev.otto.scheduler.daemon;

import dev.otto.scheduler.config.OttoPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that Otto writes beside others before it renames them, as a killed one leaves them.
 * Nothing else writes them while the home folder is locked.
 */
final class LeftoverFiles {
  private static final Logger LOG = LoggerFactory.getLogger(LeftoverFiles.class);

  private LeftoverFiles() {}

  /** Deletes them; what cannot be deleted does no harm. */
  static void delete(OttoPaths paths) {
    Path config = paths.config();
    Map<Path, List<String>> ours =
        Map.of(
            paths.data(), List.of("model-catalog*.tmp", "*.new", "otto-state.db.restoring*"),
            paths.token().resolveSibling(""), List.of("*.new"),
            config.resolveSibling(""),
                List.of(config.getFileName() + ".new", config.getFileName() + ".replaced"));
    ours.forEach((folder, names) -> names.forEach(name -> delete(folder, name)));
  }

  private static void delete(Path folder, String name) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var leftovers = Files.newDirectoryStream(folder, name)) {
      for (Path leftover : leftovers) {
        Files.delete(leftover);
        LOG.debug("Deleted {}, which an earlier Otto left behind", leftover);
      }
    } catch (IOException e) {
      LOG.warn("Files that an earlier Otto left behind cannot be deleted", e);
    }
  }
}
