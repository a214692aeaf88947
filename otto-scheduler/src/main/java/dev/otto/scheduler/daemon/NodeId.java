package dev.otto.scheduler.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.otto.local.PrivateFiles;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.config.OttoPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The id of an Otto among those of its cluster, unless a name is configured. It begins with the
 * name of the machine, is made once and stays in the home, so that an Otto that was killed is known
 * when it comes back, and ends the runs that it left open.
 */
final class NodeId {
  /** Enough to tell homes of one machine apart. */
  private static final int SUFFIX = 8;

  private NodeId() {}

  /** Returns the configured name, or the id, which is made where there is none yet. */
  static String of(OttoConfig config, OttoPaths paths, Environment environment) throws IOException {
    Optional<String> name = config.node().name();
    return name.isPresent() ? name.get() : stored(paths.node(), environment);
  }

  private static String stored(Path file, Environment environment) throws IOException {
    try {
      String known = Files.readString(file).strip();
      if (!known.isEmpty()) {
        return known;
      }
    } catch (NoSuchFileException e) {
      // It is the first start.
    }
    String id = HostName.get() + "-" + environment.freshId().substring(0, SUFFIX);
    PrivateFiles.replace(file, (id + "\n").getBytes(UTF_8));
    return id;
  }
}
