package dev.otto.models.quartz;

import dev.otto.models.CatalogCache;
import dev.otto.models.ModelBackend.UnavailableException;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelResolver;
import dev.otto.models.config.FlowDefaultsFile;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.opencode.OpenCodeHttp.Credentials;
import dev.otto.models.opencode.OpenCodeModels;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerConfigException;
import org.quartz.SchedulerException;
import org.quartz.spi.ClassLoadHelper;
import org.quartz.spi.SchedulerPlugin;

/**
 * Model management for any Quartz application, by properties alone:
 *
 * <pre>
 * org.quartz.plugin.otto.class = dev.otto.models.quartz.OttoModelsPlugin
 * org.quartz.plugin.otto.openCodeUrl = http://127.0.0.1:4096
 * org.quartz.plugin.otto.configFile = ~/.config/otto/config.jsonc
 * </pre>
 *
 * Also {@code cacheFile} (absent: beside the configuration file), {@code refreshInterval} (seconds
 * or an ISO duration; absent: PT24H), {@code user} and {@code password} of the OpenCode server. A
 * scheduler whose catalog cannot be fetched is not created.
 */
public final class OttoModelsPlugin implements SchedulerPlugin {
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

  private String openCodeUrl = "http://127.0.0.1:4096";
  private String refreshInterval = "PT24H";
  private String user = "opencode";
  private @Nullable String configFile;
  private @Nullable String cacheFile;
  private @Nullable String password;

  private String name = "otto";
  private @Nullable Parts parts;
  private @Nullable CatalogTimer timer;

  private record Parts(OpenCodeModels backend, OttoModels models, Duration interval) {}

  public void setOpenCodeUrl(String openCodeUrl) {
    this.openCodeUrl = openCodeUrl.strip();
  }

  public void setConfigFile(String configFile) {
    this.configFile = configFile;
  }

  public void setCacheFile(String cacheFile) {
    this.cacheFile = cacheFile;
  }

  public void setRefreshInterval(String refreshInterval) {
    this.refreshInterval = refreshInterval.strip();
  }

  public void setUser(String user) {
    this.user = user;
  }

  public void setPassword(String password) {
    this.password = password;
  }

  /** The last moment at which a plugin can keep a scheduler from existing. */
  @Override
  public void initialize(String pluginName, Scheduler scheduler, ClassLoadHelper loadHelper)
      throws SchedulerException {
    name = pluginName;
    Parts built = build();
    try {
      built.models().catalog().start();
    } catch (UnavailableException e) {
      throw new SchedulerException(
          "the scheduler is not created because there is no model catalog: "
              + e.getMessage()
              + " ("
              + property("openCodeUrl")
              + " = "
              + openCodeUrl
              + ")",
          e);
    }
    built.models().offerTo(scheduler);
    parts = built;
  }

  private Parts build() throws SchedulerConfigException {
    Duration interval = interval();
    Path config = config();
    Path cache =
        cacheFile == null ? config.resolveSibling("model-catalog-cache.json") : path(cacheFile);
    var backend = new OpenCodeModels(http());
    var catalog =
        new ModelCatalog(backend, new CatalogCache(cache), InstantSource.system(), interval);
    FlowDefaultsFile defaults = defaults(config);
    var resolver = new ModelResolver(catalog::snapshot, defaults);
    return new Parts(backend, new OttoModels(catalog, defaults, resolver), interval);
  }

  private OpenCodeHttp http() throws SchedulerConfigException {
    try {
      var credentials = Optional.ofNullable(password).map(it -> new Credentials(user, it));
      return new OpenCodeHttp(URI.create(openCodeUrl), credentials);
    } catch (IllegalArgumentException e) {
      throw new SchedulerConfigException(property("openCodeUrl") + ": " + e.getMessage(), e);
    }
  }

  private Path config() throws SchedulerConfigException {
    if (configFile == null || configFile.isBlank()) {
      throw new SchedulerConfigException(
          property("configFile")
              + " is missing; name the file that holds or shall hold the flow defaults,"
              + " for example ~/.config/otto/config.jsonc");
    }
    return path(configFile);
  }

  private static FlowDefaultsFile defaults(Path file) throws SchedulerConfigException {
    try {
      return new FlowDefaultsFile(file);
    } catch (IOException e) {
      throw new SchedulerConfigException(
          "the flow defaults in " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Path path(String text) {
    String stripped = text.strip();
    return stripped.startsWith("~/")
        ? Path.of(System.getProperty("user.home", ""), stripped.substring(2))
        : Path.of(stripped).toAbsolutePath();
  }

  private Duration interval() throws SchedulerConfigException {
    try {
      boolean seconds = refreshInterval.chars().allMatch(Character::isDigit);
      String iso = seconds ? "PT" + refreshInterval + "S" : refreshInterval;
      Duration interval = Duration.parse(iso.toUpperCase(Locale.ROOT));
      if (interval.compareTo(SHORTEST_INTERVAL) >= 0) {
        return interval;
      }
    } catch (DateTimeParseException e) {
      // Said below, as for a duration that is too short.
    }
    throw new SchedulerConfigException(
        property("refreshInterval")
            + " is \""
            + refreshInterval
            + "\"; write seconds or an ISO duration of at least one second, for example 3600 or PT1H");
  }

  private String property(String key) {
    return "org.quartz.plugin." + name + "." + key;
  }

  @Override
  public void start() {
    Parts built = parts;
    if (built != null && timer == null) {
      built.models().flowDefaults().start();
      timer = new CatalogTimer(built.models().catalog(), built.interval(), "otto-catalog-" + name);
    }
  }

  @Override
  public void shutdown() {
    if (parts != null) {
      parts.backend().close();
      parts.models().flowDefaults().close();
    }
    if (timer != null) {
      timer.close();
    }
  }
}
