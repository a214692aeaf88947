package dev.otto.scheduler.daemon;

import static dev.otto.scheduler.daemon.OttoOnOpenCode.LONG;
import static dev.otto.scheduler.daemon.OttoOnOpenCode.path;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An OpenCode that stands still with all its connections is a stall, too. */
@WithRealOpenCode
class FrozenOpenCodeTest {
  @TempDir static Path folder;
  private final List<Frozen> all = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (Frozen frozen : all) {
      frozen.close();
    }
  }

  /** Each version in turn is frozen, and then all are waited for. */
  @Test
  void aFrozenOpenCodeIsAStall() throws Exception {
    for (Path binary : RealOpenCode.binaries()) {
      Frozen version = new Frozen(binary);
      all.add(version);
      version.freezeInMidAnswer();
    }
    assertFalse(all.isEmpty());
    for (Frozen version : all) {
      JsonNode run = version.ended();
      assertEquals("stalled", run.path("errorCode").asText(), run.toString());
      assertFalse(run.path("usageComplete").asBoolean(), run.toString());
    }
  }

  private static final class Frozen {
    private final RealOpenCode openCode;
    private final OttoOnOpenCode otto;
    private String id = "";

    Frozen(Path binary) throws Exception {
      openCode = RealOpenCode.start(Files.createTempDirectory(folder, "opencode"), binary);
      Path home = Files.createTempDirectory(folder, "otto");
      otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
    }

    void freezeInMidAnswer() throws Exception {
      otto.run(otto.job("hello")); // The first prompt waits for OpenCode to load its provider.
      openCode.forget();
      ObjectNode job = otto.job("hello #silence=600000");
      job.withObject("/payload").put("stallSeconds", 6);
      id = otto.create(job);
      await().atMost(LONG).until(() -> !openCode.counts().isEmpty());
      openCode.freeze(true);
    }

    JsonNode ended() {
      // It is also asked to abort, and for the bill, and does not answer: ten seconds each.
      await()
          .atMost(LONG.multipliedBy(2))
          .until(() -> otto.get(path(id)).at("/job/terminalState").isTextual());
      return otto.finished(id, 1);
    }

    void close() throws Exception {
      openCode.freeze(false);
      otto.close();
      openCode.close();
    }
  }
}
