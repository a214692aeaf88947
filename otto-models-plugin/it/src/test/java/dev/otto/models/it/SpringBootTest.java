package dev.otto.models.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.testing.OfferedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;

/** Spring Boot's own Quartz starter with a store in H2, configured by application.properties. */
class SpringBootTest {
  @TempDir private Path folder;
  @AutoClose private OfferedModels openCode;
  private JobDatabase database;
  private Newsletter newsletter;
  private String settings;

  @BeforeEach
  void start() throws Exception {
    openCode = new OfferedModels("a", "b", "c");
    database = JobDatabase.h2(folder);
    newsletter = new Newsletter(folder, database);
    settings = newsletter.plugins(openCode);
  }

  @Test
  void itsPropertiesGiveItsJobsTheirModelsAndItsTablesHoldNothingOfOurs() throws Exception {
    try (var application = startApplication()) {
      application.awaitLine("ran editorial with p/a");
      String version = "Spring Boot " + SpringBootVersion.getVersion();
      System.out.println(
          version + ": first job with its model " + application.millisSinceStart() + " ms");
      application.awaitLine("ran addresses");
      application.awaitLine("ran summary with p/c");
      change("{\"modelManagement\": {\"flowDefaults\": {\"scheduledTasks\": \"p/b\"}}}");
      application.awaitLine("ran editorial with p/b");
      openCode.offer("a", "b");
      application.awaitLine("falls back: p/c is not in the catalog");
      application.awaitLine("ran summary with p/a");
    }
    assertStoreHoldsTheApplicationsJobsOnly();
    try (var application = startApplication()) {
      application.awaitLine("ran editorial with p/b");
      application.awaitLine("ran addresses");
    }
  }

  @Test
  void itsBeansShowAndChangeItsModelsAndAreGoneWithItsScheduler() throws Exception {
    String scheduler = "scheduler=quartzScheduler";
    try (var application = startApplication();
        var beans = application.beans()) {
      application.awaitLine("ran editorial with p/a");
      beans.await4Of(scheduler);
      assertEquals(3, beans.get("ModelCatalog," + scheduler, "Count"));
      assertEquals("inherit", beans.get("FlowDefaults," + scheduler, "ScheduledTasks"));
      beans.set("FlowDefaults," + scheduler, "ScheduledTasks", "p/b");
      application.awaitLine("ran editorial with p/b");
      application.awaitLine("ran addresses");
      beans.shutDown("quartzScheduler", "NON_CLUSTERED");
      beans.await4Of();
    }
    String file = Files.readString(newsletter.defaults());
    assertTrue(file.contains("\"scheduledTasks\": \"p/b\""), file);
  }

  @Test
  void theLinesOfThePageSwitchItOnAndItsFileSwitchesModels() throws Exception {
    settings = PluginPage.read().block("properties", "## Spring Boot");
    try (var application =
        newsletter.start(
            Map.of("OPENCODE_URL", openCode.url()), List.of("-Duser.home=" + folder), settings)) {
      application.awaitLine("ran editorial with p/a");
      Path file = folder.resolve(".config/my-application/models.jsonc");
      Files.writeString(
          file, "{\"modelManagement\": {\"flowDefaults\": {\"scheduledTasks\": \"p/b\"}}}");
      application.awaitLine("ran editorial with p/b");
    }
  }

  @Test
  void aModelThatWasSetStaysUnlessAStartOverwritesTheJobs() throws Exception {
    String jobs = "JobModels,scheduler=quartzScheduler";
    try (var application = startApplication();
        var beans = application.beans()) {
      application.awaitLine("ran editorial with p/a");
      beans.await4Of("scheduler=quartzScheduler");
      assertEquals("DEFAULT.editorial: p/b", beans.invoke(jobs, "setModel", "editorial", "p/b"));
      application.awaitLine("ran editorial with p/b");
    }
    String keep = "--spring.quartz.overwrite-existing-jobs=false";
    try (var application = newsletter.start(Map.of(), List.of(), settings, keep)) {
      assertEquals("ran editorial with p/b", application.awaitLine("ran editorial"));
    }
    try (var application = startApplication()) {
      assertEquals("ran editorial with p/a", application.awaitLine("ran editorial"));
    }
  }

  @Test
  void withoutOpenCodeItDoesNotStartAndSaysWhy() throws Exception {
    openCode.close();
    try (var application = startApplication()) {
      application.awaitLine("there is no model catalog");
      assertNotEquals(0, application.awaitExit());
    }
  }

  private void assertStoreHoldsTheApplicationsJobsOnly() throws Exception {
    try (var connection = database.connect()) {
      var tables = new QuartzTables(connection);
      assertEquals(Set.of("addresses", "editorial", "summary"), tables.jobs());
      tables.assertHoldNothingOfOtto();
    }
  }

  private void change(String defaults) throws Exception {
    Files.writeString(newsletter.defaults(), defaults);
  }

  private Application startApplication() throws Exception {
    return newsletter.start(Map.of(), List.of(), settings);
  }
}
