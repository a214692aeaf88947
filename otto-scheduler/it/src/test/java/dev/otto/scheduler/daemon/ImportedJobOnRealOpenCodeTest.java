package dev.otto.scheduler.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.scheduler.nodeimport.NodeImport;
import dev.otto.scheduler.opencode.FakeProvider;
import dev.otto.scheduler.opencode.RealOpenCode;
import dev.otto.scheduler.opencode.WithRealOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of the Node.js Otto, taken over and activated, on a real OpenCode. */
@WithRealOpenCode
class ImportedJobOnRealOpenCodeTest {
  private static final Path OLD = Path.of("../src/test/resources/node-home");

  @TempDir Path folder;
  private RealOpenCode openCode;
  private OttoOnOpenCode otto;

  @BeforeEach
  void start() throws Exception {
    openCode = RealOpenCode.start(folder.resolve("opencode"));
    Path old = folder.resolve("old");
    Files.createDirectories(old.resolve("data"));
    Files.copy(OLD.resolve("otto-state.db"), old.resolve("data/otto-state.db"));
    Files.createDirectories(old.resolve("task-config/profiles"));
    Files.copy(OLD.resolve("mail.jsonc"), old.resolve("task-config/profiles/mail.jsonc"));
    Path home = folder.resolve("otto");
    var environment = OttoOnOpenCode.environment(home, openCode.url());
    new NodeImport(environment, new NodeImport.Options(Optional.of(old), false, true)).run();
    otto = new OttoOnOpenCode(home, openCode, Map.of());
  }

  @AfterEach
  void stop() {
    otto.close();
    openCode.close();
  }

  @Test
  void theModelReadsTheWholeTaskAndHasNoToolThatItsProfileDenies() {
    FakeProvider.Asked plain = askedBy("ghost-model");
    assertTrue(plain.tools().contains("bash") && plain.tools().contains("webfetch"), "" + plain);
    FakeProvider.Asked asked = askedBy("daily-brief");
    assertTrue(
        asked
            .prompt()
            .contains(
                "{\"id\": \"daily-brief\", \"type\": \"daily_brief\", \"payload\":"
                    + " {\"message\":\"Give me the day brief\",\"channel\":\"mail\"}}"),
        asked.prompt());
    assertEquals("beta", asked.model());
    assertFalse(asked.tools().contains("bash"), asked.tools().toString());
    assertFalse(asked.tools().contains("webfetch"), asked.tools().toString());
    assertFalse(asked.tools().contains("skill"), asked.tools().toString());
    assertTrue(asked.tools().contains("read"), asked.tools().toString());
  }

  /** What the provider is asked for a run of this job. */
  private FakeProvider.Asked askedBy(String job) {
    openCode.forget();
    otto.call(200, "POST", "/external/jobs/" + job + "/run-now", "");
    await()
        .atMost(OttoOnOpenCode.LONG)
        .until(() -> lastRun(job).path("state").asText().equals("succeeded"));
    return openCode.requests().getFirst();
  }

  private JsonNode lastRun(String job) {
    return otto.get("/external/jobs/" + job + "/runs?limit=1").at("/runs/0");
  }
}
