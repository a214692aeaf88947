package dev.otto.models.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.newsletter.NewsletterApplication;
import dev.otto.models.testing.OfferedModels;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Health and metrics of the models where Spring Boot shows those of everything else. */
class ActuatorTest {
  private static final String PLUGIN = "--spring.quartz.properties.org.quartz.plugin.otto.";

  @TempDir private Path folder;
  @AutoClose private OfferedModels openCode;

  @BeforeEach
  void start() throws Exception {
    openCode = new OfferedModels("a", "b", "c");
  }

  @Test
  void countsTheModelsAndTheRunsOfEachSource() throws Exception {
    Files.writeString(
        folder.resolve("models.jsonc"),
        "{\"modelManagement\": {\"flowDefaults\": {\"scheduledTasks\": \"p/gone\"}}}");
    try (ConfigurableApplicationContext application = run()) {
      var registry = application.getBean(MeterRegistry.class);
      await()
          .atMost(60, SECONDS)
          .untilAsserted(
              () -> {
                assertTrue(count(registry, "otto.resolutions", "source", "job") >= 1);
                assertTrue(count(registry, "otto.fallbacks", "requested", "p/gone") >= 1);
              });
      assertEquals(3, gauge(registry, "otto.catalog.models"));
      assertEquals(0, gauge(registry, "otto.catalog.stale"));
      double age = registry.get("otto.catalog.age").timeGauge().value(SECONDS);
      assertTrue(age >= 0 && age < 600, "aged " + age + " s");
    }
  }

  @Test
  void isUpWithACatalogAndSaysHowOldItIsWhereOpenCodeIsGone() throws Exception {
    try (var application = run(PLUGIN + "refreshInterval=1")) {
      assertEquals("UP", status(application));
      assertEquals(3, models(application).get("models"));
      assertEquals("p/a", models(application).get("globalDefault"));
      openCode.close();
      await().atMost(60, SECONDS).until(() -> models(application).containsKey("error"));
      assertEquals("UP", status(application));
      assertEquals(true, models(application).get("stale"));
    }
  }

  @Test
  void isDownWithoutACatalogAndSaysWhy() throws Exception {
    openCode.close();
    try (var application = run(PLUGIN + "required=false")) {
      assertEquals("DOWN", status(application));
      String error = String.valueOf(models(application).get("error"));
      assertTrue(error.contains(openCode.url().toString()), error);
      var registry = application.getBean(MeterRegistry.class);
      assertEquals(0, gauge(registry, "otto.catalog.models"));
      assertTrue(Double.isNaN(registry.get("otto.catalog.age").timeGauge().value(SECONDS)));
    }
  }

  @Test
  void canBeLeftOutOfTheHealth() throws Exception {
    openCode.close();
    try (var application =
        run(PLUGIN + "required=false", "--management.health.ottomodels.enabled=false")) {
      assertEquals("UP", status(application));
    }
  }

  private ConfigurableApplicationContext run(String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--spring.datasource.url=jdbc:h2:mem:actuator",
                "--management.endpoint.health.show-details=always",
                "--spring.quartz.properties.org.quartz.plugin.otto.class="
                    + "dev.otto.models.quartz.OttoModelsPlugin",
                PLUGIN + "openCodeUrl=" + openCode.url(),
                PLUGIN + "configFile=" + folder.resolve("models.jsonc")));
    arguments.addAll(List.of(more));
    return SpringApplication.run(NewsletterApplication.class, arguments.toArray(new String[0]));
  }

  /** Returns what the health endpoint answers, whose types are others in each Boot. */
  private static BeanWrapper health(ConfigurableApplicationContext application) throws Exception {
    Object endpoint = application.getBean("healthEndpoint");
    return PropertyAccessorFactory.forBeanPropertyAccess(
        endpoint.getClass().getMethod("health").invoke(endpoint));
  }

  private static String status(ConfigurableApplicationContext application) throws Exception {
    return String.valueOf(health(application).getPropertyValue("status"));
  }

  private static Map<?, ?> models(ConfigurableApplicationContext application) throws Exception {
    return (Map<?, ?>)
        health(application).getPropertyValue("components[ottoModels].details[quartzScheduler]");
  }

  private static double count(MeterRegistry registry, String name, String tag, String value) {
    return registry.get(name).tag(tag, value).tag("scheduler", "quartzScheduler").counter().count();
  }

  private static double gauge(MeterRegistry registry, String name) {
    return registry.get(name).tag("scheduler", "quartzScheduler").gauge().value();
  }
}
