package dev.otto.scheduler.daemon;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.scheduler.config.OttoPaths;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {
  @TempDir Path folder;

  @Test
  void twoHomesThatShareTheirDataByALinkHaveOneOtto() throws Exception {
    OttoPaths first = paths("first");
    OttoPaths second = paths("second");
    Files.createDirectories(first.data());
    Files.createDirectories(second.data().getParent());
    Files.createSymbolicLink(second.data(), first.data());
    try (var _ = HomeLock.take(first)) {
      var refused = assertThrows(StartException.class, () -> HomeLock.take(second));
      assertTrue(refused.getMessage().contains("already running"), refused.getMessage());
    }
    HomeLock.take(second).close();
  }

  @Test
  void aDeletedLockFileIsLockedAgain() throws Exception {
    OttoPaths home = paths("home");
    Files.createDirectories(home.data());
    try (var lock = HomeLock.take(home)) {
      Files.delete(home.lock());
      lock.renew();
      lock.renew();
      assertThrows(StartException.class, () -> HomeLock.take(home.lock()));
    }
    HomeLock.take(home).close();
  }

  private OttoPaths paths(String home) {
    return new OttoPaths(folder.resolve("config.jsonc"), folder.resolve(home));
  }
}
