package dev.otto.models.quartz;

import dev.otto.models.CatalogCache;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelBackend.UnavailableException;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.config.FlowDefaultsFile;
import dev.otto.models.log.LogEvent;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * or an ISO duration; absent: PT24H), {@code startupWait} (the same; absent: PT10S), {@code user}
 * and {@code password} of the OpenCode server. A scheduler whose catalog cannot be fetched within
 * that wait is not created.
 */
public final class OttoModelsPlugin implements SchedulerPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(OttoModelsPlugin.class);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

  private String openCodeUrl = "http://127.0.0.1:4096";
  private String refreshInterval = "PT24H";
  private String startupWait = "PT10S";
  private String user = "opencode";
  private @Nullable String configFile;
  private @Nullable String cacheFile;
  private @Nullable String password;

  private String name = "otto";
  private @Nullable Parts parts;
  private @Nullable CatalogTimer timer;

  private record Parts(
      OpenCodeModels backend,
      FlowDefaultsFile defaults,
      OttoModels models,
      Duration interval,
      Duration startupWait) {}

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

  /** Sets how long a start waits for an OpenCode that is still starting. */
  public void setStartupWait(String startupWait) {
    this.startupWait = startupWait.strip();
  }

  public void setUser(String user) {
    this.user = user;
  }

  public void setPassword(String password) {
    this.password = password;
  }

  /**
   * Fetches the catalog; this is the last moment at which a plugin can prevent a scheduler from
   * being created.
   */
  @Override
  public void initialize(String pluginName, Scheduler scheduler, ClassLoadHelper loadHelper)
      throws SchedulerException {
    name = pluginName;
    Parts built = build();
    fetchFirst(built.models().catalog(), built.startupWait());
    report(built.models());
    built.models().offerTo(scheduler);
    parts = built;
  }

  private void fetchFirst(ModelCatalog catalog, Duration wait) throws SchedulerException {
    try {
      catalog.start(wait, e -> reportDelay(wait, e));
    } catch (UnavailableException e) {
      throw noCatalog(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SchedulerException("interrupted while waiting for OpenCode", e);
    }
  }

  private void reportDelay(Duration wait, UnavailableException e) {
    LogEvent.info(LOG, "opencode_awaited")
        .with("url", openCodeUrl)
        .with("startupWait", wait)
        .say("Waiting up to " + wait.toSeconds() + " s for OpenCode: " + e.getMessage());
  }

  private SchedulerException noCatalog(UnavailableException e) {
    return new SchedulerException(
        "the scheduler is not created because there is no model catalog: "
            + e.getMessage()
            + " ("
            + property("openCodeUrl")
            + " = "
            + openCodeUrl
            + ", tried for "
            + property("startupWait")
            + " = "
            + startupWait
            + ")",
        e);
  }

  private void report(OttoModels models) {
    CatalogSnapshot catalog = models.catalog().snapshot();
    String global = catalog.globalDefault().map(ModelRef::toString).orElse("none");
    LogEvent.info(LOG, "model_management_started")
        .with("url", openCodeUrl)
        .with("models", catalog.size())
        .with("globalDefault", global)
        .with("flowDefaults", models.flowDefaults().current())
        .with("file", models.flowDefaults().location())
        .say(
            catalog.size()
                + " models from OpenCode at "
                + openCodeUrl
                + ", global default "
                + global
                + ", flow defaults "
                + models.flowDefaults().current()
                + " from "
                + models.flowDefaults().location());
    models.warnOfGlobalDefault(LOG);
  }

  private Parts build() throws SchedulerConfigException {
    Duration interval = duration("refreshInterval", refreshInterval, SHORTEST_INTERVAL);
    Duration wait = duration("startupWait", startupWait, Duration.ZERO);
    Path config = config();
    Path cache =
        cacheFile == null ? config.resolveSibling("model-catalog-cache.json") : path(cacheFile);
    var backend = new OpenCodeModels(http());
    var catalog =
        new ModelCatalog(backend, new CatalogCache(cache), InstantSource.system(), interval);
    FlowDefaultsFile defaults = defaults(config);
    var resolver = new ModelResolver(catalog::snapshot, defaults::current);
    return new Parts(
        backend,
        defaults,
        new OttoModels(catalog, defaults, resolver, new ModelResolutionListener(resolver)),
        interval,
        wait);
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
              + " is missing; name the file for the flow defaults, for example"
              + " ~/.config/otto/config.jsonc");
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

  private Duration duration(String key, String text, Duration shortest)
      throws SchedulerConfigException {
    try {
      boolean seconds = text.chars().allMatch(Character::isDigit);
      String iso = seconds ? "PT" + text + "S" : text;
      Duration duration = Duration.parse(iso.toUpperCase(Locale.ROOT));
      if (duration.compareTo(shortest) >= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below, as for a duration that is too short.
    }
    throw new SchedulerConfigException(
        property(key)
            + " is \""
            + text
            + "\"; write seconds or an ISO duration, for example 3600 or PT1H, of at least "
            + shortest.toSeconds()
            + " s");
  }

  private String property(String key) {
    return "org.quartz.plugin." + name + "." + key;
  }

  @Override
  public void start() {
    Parts built = parts;
    if (built != null && timer == null) {
      built.defaults().start();
      timer = new CatalogTimer(built.models().catalog(), built.interval(), "otto-catalog-" + name);
    }
  }

  @Override
  public void shutdown() {
    if (parts != null) {
      parts.backend().close();
      parts.defaults().close();
    }
    if (timer != null) {
      timer.close();
    }
  }
}
