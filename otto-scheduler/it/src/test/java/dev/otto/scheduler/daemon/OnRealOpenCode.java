package dev.otto.scheduler.daemon;

import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One Otto on one real OpenCode for all tests of a class; each begins with nothing asked. */
@WithRealOpenCode
abstract class OnRealOpenCode {
  @TempDir static Path folder;
  static RealOpenCode openCode;
  static OttoOnOpenCode otto;

  @BeforeAll
  static void start() throws Exception {
    openCode = RealOpenCode.start(folder.resolve("opencode"));
    otto = new OttoOnOpenCode(folder.resolve("otto"), openCode, Map.of());
  }

  @AfterAll
  static void stop() {
    otto.close();
    openCode.close();
  }

  @BeforeEach
  void forget() {
    openCode.forget();
  }

  /** Without force: a run that has been answered for stands in nobody's way. */
  static void reload() {
    otto.call(200, "POST", "/external/models/refresh", "{\"reload\":true}");
  }
}
