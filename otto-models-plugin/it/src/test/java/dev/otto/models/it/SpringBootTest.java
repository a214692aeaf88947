package dev.otto.models.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.newsletter.NewsletterApplication;
import dev.otto.models.testing.OfferedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
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
  private String settings;

  @BeforeEach
  void start() throws Exception {
    openCode = new OfferedModels("a", "b", "c");
    String plugin = "spring.quartz.properties.org.quartz.plugin.";
    settings =
        String.join(
            "\n",
            plugin + "otto.class=dev.otto.models.quartz.OttoModelsPlugin",
            plugin + "otto.openCodeUrl=" + openCode.url(),
            plugin + "otto.configFile=" + folder.resolve("models.jsonc"),
            plugin + "otto.refreshInterval=1",
            plugin + "otto.startupWait=0",
            plugin + "ottoJmx.class=dev.otto.jmx.OttoJmxPlugin");
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
    Path jar = FatJar.of(NewsletterApplication.class, folder);
    try (var application = Application.start(jar, configuration());
        var beans = application.beans()) {
      application.awaitLine("ran editorial with p/a");
      beans.await4Of(scheduler);
      assertEquals(3, beans.get("ModelCatalog," + scheduler, "Count"));
      assertEquals("inherit", beans.get("FlowDefaults," + scheduler, "ScheduledTasks"));
      beans.set("FlowDefaults," + scheduler, "ScheduledTasks", "p/b");
      application.awaitLine("ran editorial with p/b");
      application.awaitLine("ran addresses");
      lookAndChange(beans, scheduler);
      application.awaitLine("ran editorial with p/c");
      beans.shutDown("quartzScheduler", "NON_CLUSTERED");
      beans.await4Of();
    }
    String file = Files.readString(folder.resolve("models.jsonc"));
    assertTrue(file.contains("\"scheduledTasks\": \"p/b\""), file);
  }

  /** Threads of an attach have no class loader of the application's. */
  private static void lookAndChange(Beans beans, String scheduler) throws Exception {
    for (int i = 0; i < 100; i++) {
      assertEquals(3, beans.get("JobModels," + scheduler, "Count"));
      beans.get("JobModels," + scheduler, "Jobs");
      beans.invoke("ModelResolver," + scheduler, "explainJob", "editorial");
      assertEquals(
          "DEFAULT.editorial: p/c",
          beans.invoke("JobModels," + scheduler, "setModel", "editorial", "p/c"));
    }
    assertEquals(
        "3 models, 0 added, 0 removed", beans.invoke("ModelCatalog," + scheduler, "refresh"));
    await().atMost(60, SECONDS).until(() -> beans.taken("newsletter") == 0);
  }

  @Test
  void theLinesOfThePageSwitchItOnAndItsFileSwitchesModels() throws Exception {
    settings = PluginPage.read().block("properties", "## Spring Boot");
    try (var application =
        startApplication("-Duser.home=" + folder, "-DOPENCODE_URL=" + openCode.url())) {
      application.awaitLine("ran editorial with p/a");
      Path file = folder.resolve(".config/my-application/models.jsonc");
      Files.writeString(
          file, "{\"modelManagement\": {\"flowDefaults\": {\"scheduledTasks\": \"p/b\"}}}");
      application.awaitLine("ran editorial with p/b");
    }
  }

  @Test
  void jmxtermAttachesReadsAndChangesAndThePoolIsFullAfterwards() throws Exception {
    var commands = new ArrayList<String>();
    for (int i = 0; i < 100; i++) {
      commands.add("get -b dev.otto:scheduler=quartzScheduler,type=JobModels Jobs");
      commands.add(
          "run -b dev.otto:scheduler=quartzScheduler,type=ModelResolver explainJob editorial");
      commands.add(
          "run -b dev.otto:scheduler=quartzScheduler,type=JobModels setModel editorial p/b");
    }
    commands.add("run -b dev.otto:scheduler=quartzScheduler,type=ModelCatalog refresh");
    Path jar = FatJar.of(NewsletterApplication.class, folder);
    try (var application = Application.start(jar, configuration())) {
      application.awaitLine("ran editorial with p/a");
      String said = AttachedClients.jmxterm(folder, application.pid(), commands);
      assertEquals(100, said.lines().filter("DEFAULT.editorial: p/b"::equals).count(), said);
      assertTrue(said.contains("3 models, 0 added, 0 removed"), said);
      assertPoolIsFullAndTheNextRunHas("p/b", application);
    }
  }

  @Test
  void jolokiaAttachesReadsAndChangesAndThePoolIsFullAfterwards() throws Exception {
    Path jar = FatJar.of(NewsletterApplication.class, folder);
    try (var application = Application.start(jar, configuration())) {
      application.awaitLine("ran editorial with p/a");
      String jolokia = AttachedClients.jolokia(application.pid());
      String bean = "/dev.otto:scheduler=quartzScheduler,type=";
      for (int i = 0; i < 100; i++) {
        AttachedClients.answer(jolokia + "read" + bean + "JobModels/Jobs");
        AttachedClients.answer(jolokia + "exec" + bean + "ModelResolver/explainJob/editorial");
        AttachedClients.answer(jolokia + "exec" + bean + "JobModels/setModel/editorial/p!/c");
      }
      String refreshed = AttachedClients.answer(jolokia + "exec" + bean + "ModelCatalog/refresh");
      assertTrue(refreshed.contains("3 models, 0 added, 0 removed"), refreshed);
      assertPoolIsFullAndTheNextRunHas("p/c", application);
    }
  }

  private static void assertPoolIsFullAndTheNextRunHas(String model, Application application)
      throws Exception {
    try (var beans = application.beans()) {
      await().atMost(60, SECONDS).until(() -> beans.taken("newsletter") == 0);
    }
    application.awaitLine("ran editorial with " + model);
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
    try (var connection = DriverManager.getConnection(url(), "sa", "")) {
      var tables = new QuartzTables(connection);
      assertEquals(Set.of("addresses", "editorial", "summary"), tables.jobs());
      tables.assertHoldNothingOfOtto();
    }
  }

  private void change(String defaults) throws Exception {
    Files.writeString(folder.resolve("models.jsonc"), defaults);
  }

  private String url() {
    return "jdbc:h2:file:" + folder.resolve("newsletter");
  }

  private Application startApplication(String... options) throws Exception {
    return Application.start(
        List.of(options),
        System.getProperty("java.class.path"),
        NewsletterApplication.class.getName(),
        configuration());
  }

  private String configuration() throws Exception {
    Path properties = folder.resolve("application.properties");
    String quartz = "spring.quartz.properties.org.quartz.";
    Files.writeString(
        properties,
        String.join(
            "\n",
            "spring.datasource.url=" + url(),
            "spring.datasource.username=sa",
            "spring.quartz.job-store-type=jdbc",
            "spring.quartz.jdbc.initialize-schema=" + (firstStart() ? "always" : "never"),
            "spring.quartz.overwrite-existing-jobs=true",
            settings,
            quartz + "scheduler.jmx.export=true",
            "spring.datasource.hikari.pool-name=newsletter",
            "spring.datasource.hikari.maximum-pool-size=5",
            "spring.datasource.hikari.connection-timeout=5000",
            "spring.datasource.hikari.register-mbeans=true",
            "spring.main.keep-alive=true"));
    return "--spring.config.location=file:" + properties;
  }

  private boolean firstStart() {
    return !Files.exists(folder.resolve("newsletter.mv.db"));
  }
}
