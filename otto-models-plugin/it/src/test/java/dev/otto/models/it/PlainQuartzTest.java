package dev.otto.models.it;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.testing.OfferedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain Quartz with its RAM store, configured by quartz.properties alone. */
class PlainQuartzTest {
  @TempDir private Path folder;
  @AutoClose private OfferedModels openCode;

  @BeforeEach
  void start() throws Exception {
    openCode = new OfferedModels("a", "b", "c");
  }

  @Test
  void twoLinesOfConfigurationGiveItsJobsTheirModels() throws Exception {
    Files.writeString(
        folder.resolve("models.jsonc"),
        "{\"modelManagement\": {\"flowDefaults\": {\"heartbeat\": \"p/b\"}}}");
    try (var application = start(plugin())) {
      application.awaitLine("ran prompt with p/a");
      System.out.println(
          "plain Quartz: first job with its model " + application.millisSinceStart() + " ms");
      application.awaitLine("ran report");
      application.awaitLine("ran pulse with p/b");
      application.awaitLine("ran report");
      assertTrue(
          application.output().stream().anyMatch(it -> it.contains("3 models from OpenCode at")),
          application.output().toString());
    }
  }

  @Test
  void itsOwnJobsRanBeforeAndAJobThatAsksIsToldWhatIsMissing() throws Exception {
    try (var application = start("")) {
      application.awaitLine("ran report");
      application.awaitLine("configure dev.otto.models.quartz.OttoModelsPlugin as a plugin");
      application.awaitLine("ran report");
    }
  }

  @Test
  void withoutOpenCodeItDoesNotStartAndSaysWhy() throws Exception {
    openCode.close();
    try (var application = start(plugin() + "\norg.quartz.plugin.otto.startupWait = 0")) {
      application.awaitLine("there is no model catalog");
      assertNotEquals(0, application.awaitExit());
    }
  }

  @Test
  void itGoesOnWhereOpenCodeEndsLater() throws Exception {
    try (var application = start(plugin() + "\norg.quartz.plugin.otto.refreshInterval = 1")) {
      application.awaitLine("ran prompt with p/a");
      openCode.close();
      application.awaitLine("The model catalog was not refreshed; the previous one stays in use");
      application.awaitLine("ran prompt with p/a");
    }
  }

  private String plugin() {
    return "org.quartz.plugin.otto.class = dev.otto.models.quartz.OttoModelsPlugin\n"
        + "org.quartz.plugin.otto.openCodeUrl = "
        + openCode.url()
        + "\norg.quartz.plugin.otto.configFile = "
        + folder.resolve("models.jsonc");
  }

  private Application start(String plugin) throws Exception {
    Path properties = folder.resolve("quartz.properties");
    Files.writeString(
        properties,
        """
        org.quartz.scheduler.instanceName = plain
        org.quartz.threadPool.class = org.quartz.simpl.SimpleThreadPool
        org.quartz.threadPool.threadCount = 3
        """
            + plugin);
    return Application.start(
        Libraries.OF_PLAIN_QUARTZ, "com.example.plain.PlainApplication", properties.toString());
  }
}
