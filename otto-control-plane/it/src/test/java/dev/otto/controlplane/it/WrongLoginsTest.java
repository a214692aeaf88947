package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logins with wrong tokens. Alone on its Otto, since they are counted by a clock that no test sets.
 */
class WrongLoginsTest {
  @Test
  void areSlowedAndTheRightTokenStillGetsIn(@TempDir Path home) throws Exception {
    try (var world = OttoWithPages.start(home);
        var browser = world.browser()) {
      int refused = 0;
      for (int i = 1; i <= 200; i++) {
        int status = browser.post("/login", Map.of("token", "wrong-" + i)).statusCode();
        refused += status == 401 ? 1 : 0;
        assertEquals(i < 20 ? 401 : 429, status, "attempt " + i);
      }
      assertEquals(19, refused);
      browser.logIn(world.token());
    }
  }
}
