package dev.otto.models.it;

import com.example.newsletter.NewsletterApplication;
import dev.otto.models.testing.OfferedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The application with Spring Boot: its application.properties, and its starts with them. */
final class Newsletter {
  static final String POOL = "newsletter";

  private final Path folder;
  private final JobDatabase database;
  private boolean startedBefore;

  /** Creates one whose files are in this folder, and its jobs in the database. */
  Newsletter(Path folder, JobDatabase database) {
    this.folder = folder;
    this.database = database;
  }

  Path defaults() {
    return folder.resolve("models.jsonc");
  }

  /** Returns the lines that give it models and beans. */
  String plugins(OfferedModels openCode) {
    String plugin = "spring.quartz.properties.org.quartz.plugin.";
    return String.join(
        "\n",
        plugin + "otto.class=dev.otto.models.quartz.OttoModelsPlugin",
        plugin + "otto.openCodeUrl=" + openCode.url(),
        plugin + "otto.configFile=" + defaults(),
        plugin + "otto.refreshInterval=1",
        plugin + "otto.startupWait=0",
        plugin + "ottoJmx.class=dev.otto.jmx.OttoJmxPlugin");
  }

  /** Starts it from its class path, with more in its environment and with options of Java. */
  Application start(
      Map<String, String> environment, List<String> options, String settings, String... arguments)
      throws IOException {
    return Application.start(
        environment,
        options,
        System.getProperty("java.class.path"),
        NewsletterApplication.class.getName(),
        with(settings, arguments));
  }

  /** Starts it from one jar. */
  Application startFatJar(String settings) throws IOException {
    Path jar = FatJar.of(NewsletterApplication.class, folder);
    return Application.start(jar, with(settings));
  }

  private String[] with(String settings, String... more) throws IOException {
    Path properties = folder.resolve("application.properties");
    String quartz = "spring.quartz.properties.org.quartz.";
    String pool = "spring.datasource.hikari.";
    Files.writeString(
        properties,
        String.join(
            "\n",
            "spring.datasource.url=" + database.url(),
            "spring.datasource.username=" + database.user(),
            "spring.quartz.job-store-type=jdbc",
            "spring.quartz.jdbc.initialize-schema=" + (startedBefore ? "never" : "always"),
            "spring.quartz.overwrite-existing-jobs=true",
            quartz + "jobStore.driverDelegateClass=" + database.delegate(),
            quartz + "scheduler.jmx.export=true",
            settings,
            pool + "pool-name=" + POOL,
            pool + "maximum-pool-size=5",
            pool + "connection-timeout=5000",
            pool + "register-mbeans=true",
            "spring.main.keep-alive=true"));
    startedBefore = true;
    String[] all = Arrays.copyOf(more, more.length + 1);
    all[more.length] = "--spring.config.location=file:" + properties;
    return all;
  }
}
