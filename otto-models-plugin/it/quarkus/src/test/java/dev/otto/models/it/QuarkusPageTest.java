package dev.otto.models.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.models.testing.OfferedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application as Quarkus builds it, with the properties of docs/plugin.md. */
class QuarkusPageTest {
  private static final String SCHEDULER = "scheduler=QuarkusQuartzScheduler";

  @TempDir private Path home;
  @AutoClose private OfferedModels openCode;

  @BeforeEach
  void start() throws Exception {
    openCode = new OfferedModels("a", "b", "c");
  }

  @Test
  void theLinesOfThePageSwitchItOnAndItsFileAndItsBeansSwitchModels() throws Exception {
    assertEquals(
        PluginPage.read().block("properties", "## Quarkus"),
        Files.readString(Path.of("src/main/resources/application.properties")));
    try (var application =
        Application.start(
            Map.of("OPENCODE_URL", openCode.url()),
            List.of("-Duser.home=" + home),
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString(),
            "io.quarkus.bootstrap.runner.QuarkusEntryPoint")) {
      application.awaitLine("ran reading with p/a");
      System.out.println(
          "Quarkus: first job with its model " + application.millisSinceStart() + " ms");
      Files.writeString(
          home.resolve(".config/my-application/models.jsonc"),
          "{\"modelManagement\": {\"flowDefaults\": {\"scheduledTasks\": \"p/b\"}}}");
      application.awaitLine("ran reading with p/b");
      try (var beans = application.beans()) {
        beans.await4Of(SCHEDULER);
        beans.set("FlowDefaults," + SCHEDULER, "ScheduledTasks", "p/c");
      }
      application.awaitLine("ran reading with p/c");
    }
  }
}
