package dev.otto.scheduler.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.contract.Contract;
import dev.otto.models.ModelRef;
import dev.otto.models.quartz.OttoModels;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;

/** What an operator copies is right; {@link ConfigTest} looks after config.jsonc. */
class SamplesTest {
  private static final String PLUGIN = "org.quartz.plugin.otto.";

  @TempDir Path folder;

  @Test
  void quartzStartsWithTheSampleAndItsPlugins() throws Exception {
    var properties = quartzProperties();
    try (StandInOpenCode openCode = StandInOpenCode.start()) {
      properties.setProperty(PLUGIN + "openCodeUrl", openCode.url().toString());
      properties.setProperty(PLUGIN + "configFile", folder.resolve("config.jsonc").toString());
      Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
      try {
        scheduler.start();
        var models = OttoModels.of(scheduler).orElseThrow();
        int size = models.catalog().snapshot().size();
        assertEquals(StandInOpenCode.demoModels().size(), size);
        var bean = new ObjectName("dev.otto:type=ModelCatalog,scheduler=my-application");
        assertEquals(size, ManagementFactory.getPlatformMBeanServer().getAttribute(bean, "Count"));
      } finally {
        scheduler.shutdown(true);
      }
    }
  }

  @Test
  void theKeysThatQuartzSampleLeavesOutAreKnownToo() throws Exception {
    for (String key : List.of("cacheFile", "user", "password")) {
      assertTrue(text("quartz.properties").contains("#" + PLUGIN + key + " ="), key);
      String setter = "set" + Character.toUpperCase(key.charAt(0)) + key.substring(1);
      Class.forName(quartzProperties().getProperty(PLUGIN + "class"))
          .getMethod(setter, String.class);
    }
  }

  @Test
  void openCodeSampleNamesAGlobalDefault() throws IOException {
    var config = new ObjectMapper().readTree(text("opencode.json"));
    assertEquals("anthropic", ModelRef.of(config.path("model").asText()).providerId());
    assertEquals("disabled", config.path("share").asText());
  }

  @Test
  void theUnitDoesNotRestartOnABadConfiguration() throws IOException {
    List<String> unit = text("otto.service").lines().toList();
    assertTrue(unit.contains("RestartPreventExitStatus=78"));
    assertTrue(
        unit.stream().anyMatch(it -> it.startsWith("After=") && it.contains("opencode.service")));
    assertFalse(unit.contains("MemoryDenyWriteExecute=true"));
  }

  @Test
  void theUnitOfANodeDiffersInWhatIsTheNodesOnly() throws IOException {
    List<String> unit = text("otto.service").lines().toList();
    List<String> ofNode = text("cluster/otto@.service").lines().toList();
    assertEquals(
        List.of(
            "Description=Otto, prompts on a schedule, node %i",
            "Environment=OTTO_HOME=/var/lib/otto/%i",
            "Environment=OTTO_NODE_NAME=%i",
            "Environment=OTTO_CONFIG=/etc/otto/config.jsonc",
            "StateDirectory=otto/%i"),
        ofNode.stream().filter(it -> !it.startsWith("#") && !unit.contains(it)).toList());
  }

  @Test
  void theProxyOfAClusterAsksForTheHealthOfEachNodeAndHasTheNameThatTheyAnswerTo()
      throws IOException {
    String proxy = text("cluster/haproxy.cfg");
    assertTrue(new Contract().operations().contains("GET /observe/health"));
    assertTrue(
        proxy.contains(
            "http-check send meth GET uri /observe/health ver HTTP/1.1 hdr Host otto.example.org"),
        proxy);
    assertTrue(text("cluster/config.jsonc").contains("\"hostNames\": [\"otto.example.org\"]"));
    assertTrue(text("cluster/compose.yaml").contains("OTTO_NODE_NAME: two"));
  }

  private static Properties quartzProperties() throws IOException {
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(path("quartz.properties"))) {
      properties.load(reader);
    }
    return properties;
  }

  private static String text(String name) throws IOException {
    return Files.readString(path(name));
  }

  private static Path path(String name) {
    return Path.of("../config-samples", name);
  }
}
