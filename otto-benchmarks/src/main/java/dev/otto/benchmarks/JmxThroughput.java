package dev.otto.benchmarks;

import dev.otto.benchmarks.SchedulerPairs.Setup;
import dev.otto.jmx.OttoJmxPlugin;
import dev.otto.models.quartz.OttoModelsPlugin;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The cost of both plugins, models and management beans, to a scheduler that is never idle; both
 * are configured by properties, as in an application.
 */
public final class JmxThroughput {
  private JmxThroughput() {}

  /** Takes no arguments; the sizes are system properties. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("otto-jmx-throughput");
    var models = BenchmarkModels.snapshot(SchedulerPairs.MODELS).models();
    try (var openCode = StandInOpenCode.start()) {
      openCode.models(models).globalDefault(Optional.of(BenchmarkModels.ref(0)));
      var plugins = SchedulerPairs.settings();
      plugins.setProperty("org.quartz.plugin.otto.class", OttoModelsPlugin.class.getName());
      plugins.setProperty("org.quartz.plugin.otto.openCodeUrl", openCode.url().toString());
      plugins.setProperty(
          "org.quartz.plugin.otto.configFile", folder.resolve("config.jsonc").toString());
      plugins.setProperty("org.quartz.plugin.ottoJmx.class", OttoJmxPlugin.class.getName());
      Setup without = () -> SchedulerPairs.scheduler(SchedulerPairs.settings());
      Setup with = () -> SchedulerPairs.scheduler(plugins);
      new SchedulerPairs("plugin and beans", without, with).run();
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
