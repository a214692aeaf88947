package dev.otto.archive;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;

/** From the launchers in the source tree, on what this build has just packaged. */
@WithNetwork
class DefaultInstallFromSourceTest extends DefaultInstall {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Map<String, String> MODULES =
      Map.of("otto", "otto-scheduler", "ottoctl", "ottoctl");

  /** The build under way is as good as the one that a launcher makes, which would disturb it. */
  @BeforeAll
  static void tellTheLaunchersThatAllIsBuilt() throws IOException {
    for (String module : List.of("otto-scheduler", "ottoctl", "otto-control-plane")) {
      Path target = ROOT.resolve(module).resolve("target");
      try (Stream<Path> built = Files.list(target)) {
        assertTrue(
            built.anyMatch(file -> file.toString().endsWith(".jar")), target + " is packaged");
      }
      Path stamp = target.resolve("launcher.built");
      Path now = Files.createTempFile(target, "launcher", ".built");
      Files.move(now, stamp, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  Path launcher(String program) {
    return ROOT.resolve(MODULES.get(program)).resolve("bin").resolve(program);
  }
}
