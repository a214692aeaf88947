package dev.otto.models.quartz;

import dev.otto.models.CatalogCache;
import dev.otto.models.Flows;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelBackend.UnavailableException;
import dev.otto.models.ModelCatalog;
import dev.otto.models.ModelResolver;
import dev.otto.models.RefreshResult.Refreshed;
import dev.otto.models.config.FlowDefaultsDocument;
import dev.otto.models.log.LogEvent;
import dev.otto.models.opencode.OpenCodeHttp;
import dev.otto.models.opencode.OpenCodeHttp.Credentials;
import dev.otto.models.opencode.OpenCodeModels;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
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
 * Also {@code cacheFile} (absent: beside the configuration file, and named after it), {@code
 * refreshInterval} (seconds or an ISO duration; absent: PT24H), {@code startupWait} (the same;
 * absent: PT10S), {@code user} and {@code password} of the OpenCode server. A scheduler whose
 * catalog cannot be fetched within that wait is not created, unless {@code required} is false: then
 * its runs get no model until there is a catalog, and a start does not wait. {@code flows} names
 * flows of the application's own, beside Otto's, separated by commas. {@code backend} names a
 * {@link ModelBackend} of the application's own, with a constructor without parameters, to be asked
 * instead of OpenCode. Each value may have environment variables in it, as {@code ${NAME}} or
 * {@code ${NAME:default}}.
 */
public final class OttoModelsPlugin implements SchedulerPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(OttoModelsPlugin.class);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

  private String openCodeUrl = "http://127.0.0.1:4096";
  private String refreshInterval = "PT24H";
  private String required = "true";
  private String user = "opencode";
  private String flows = "";
  private @Nullable String startupWait;
  private @Nullable String configFile;
  private @Nullable String cacheFile;
  private @Nullable String password;
  private @Nullable String backend;

  private PropertyReader properties = new PropertyReader("otto");
  private @Nullable Parts parts;
  private @Nullable CatalogTimer timer;

  private record Parts(
      ModelBackend backend,
      Optional<OpenCodePrompt> prompts,
      FlowDefaultsDocument defaults,
      OttoModels models,
      Duration interval,
      String scheduler) {}

  public void setOpenCodeUrl(String openCodeUrl) {
    this.openCodeUrl = openCodeUrl;
  }

  public void setConfigFile(String configFile) {
    this.configFile = configFile;
  }

  public void setCacheFile(String cacheFile) {
    this.cacheFile = cacheFile;
  }

  public void setRefreshInterval(String refreshInterval) {
    this.refreshInterval = refreshInterval;
  }

  /** Sets how long a start waits for an OpenCode that is still starting. */
  public void setStartupWait(String startupWait) {
    this.startupWait = startupWait;
  }

  /** Sets whether a scheduler without a model catalog is not created: {@code true} or false. */
  public void setRequired(String required) {
    this.required = required;
  }

  public void setUser(String user) {
    this.user = user;
  }

  public void setPassword(String password) {
    this.password = password;
  }

  /** Sets the keys of the application's own flows, separated by commas. */
  public void setFlows(String flows) {
    this.flows = flows;
  }

  /** Sets the class that is asked for models instead of OpenCode. */
  public void setBackend(String backend) {
    this.backend = backend;
  }

  /**
   * Fetches the catalog; this is the last moment at which a plugin can prevent a scheduler from
   * being created.
   */
  @Override
  public void initialize(String pluginName, Scheduler scheduler, ClassLoadHelper loadHelper)
      throws SchedulerException {
    properties = new PropertyReader(pluginName);
    if (OttoModels.of(scheduler).isPresent()) {
      throw new SchedulerConfigException(
          "scheduler "
              + scheduler.getSchedulerName()
              + " has model management already; remove the lines "
              + properties.name("*"));
    }
    Parts built = build(scheduler.getSchedulerName(), loadHelper);
    fetchFirst(built);
    built.models().offerTo(scheduler);
    if (built.prompts().isPresent()) {
      built.prompts().get().offerTo(scheduler);
    }
    parts = built;
  }

  private void fetchFirst(Parts built) throws SchedulerException {
    boolean needed = properties.flag("required", required);
    String text = startupWait == null ? (needed ? "PT10S" : "0") : startupWait;
    Duration wait = properties.duration("startupWait", text, Duration.ZERO);
    var log = new StartLog(built.scheduler(), built.models());
    ModelCatalog catalog = built.models().catalog();
    try {
      catalog.start(wait, e -> log.awaits(e, wait));
      log.started();
    } catch (UnavailableException e) {
      if (needed) {
        throw noCatalog(built, text, e);
      }
      startWithout(catalog, log, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SchedulerException("interrupted while waiting for OpenCode", e);
    }
  }

  private SchedulerException noCatalog(Parts built, String wait, UnavailableException e) {
    return new SchedulerException(
        "scheduler "
            + built.scheduler()
            + " is not created because there is no model catalog: "
            + e.getMessage()
            + " ("
            + properties.name("openCodeUrl")
            + " = "
            + openCodeUrl
            + ", tried for "
            + properties.name("startupWait")
            + " = "
            + wait
            + "; "
            + properties.name("required")
            + " = false starts without)",
        e);
  }

  private static void startWithout(ModelCatalog catalog, StartLog log, UnavailableException e) {
    catalog.startWithout(e);
    var reported = new AtomicBoolean();
    var unused =
        catalog.onChange(
            result -> {
              if (result instanceof Refreshed && !reported.getAndSet(true)) {
                log.started();
              }
            });
    log.waits(e, CatalogTimer.FIRST_CATALOG_INTERVAL);
  }

  private Parts build(String scheduler, ClassLoadHelper loadHelper)
      throws SchedulerConfigException {
    Duration interval = properties.duration("refreshInterval", refreshInterval, SHORTEST_INTERVAL);
    Path config = config();
    Path cache = cacheFile == null ? cacheOf(config) : properties.path("cacheFile", cacheFile);
    Optional<OpenCodeHttp> http = backend == null ? Optional.of(http()) : Optional.empty();
    ModelBackend source =
        http.isPresent()
            ? new OpenCodeModels(http.get())
            : backend(properties.text("backend", String.valueOf(backend)).strip(), loadHelper);
    var catalog =
        new ModelCatalog(source, new CatalogCache(cache), InstantSource.system(), interval);
    Flows known = flows();
    FlowDefaultsDocument defaults = defaults(config, known);
    var resolver = new ModelResolver(catalog::snapshot, defaults::current);
    return new Parts(
        source,
        http.map(OpenCodePrompt::new),
        defaults,
        new OttoModels(catalog, defaults, resolver, new ModelResolutionListener(resolver, known)),
        interval,
        scheduler);
  }

  private OpenCodeHttp http() throws SchedulerConfigException {
    URI url = properties.url("openCodeUrl", openCodeUrl);
    try {
      return new OpenCodeHttp(url, credentials());
    } catch (IllegalArgumentException e) {
      throw new SchedulerConfigException(properties.name("openCodeUrl") + ": " + e.getMessage(), e);
    }
  }

  private Optional<Credentials> credentials() throws SchedulerConfigException {
    return password == null
        ? Optional.empty()
        : Optional.of(
            new Credentials(properties.text("user", user), properties.text("password", password)));
  }

  private ModelBackend backend(String type, ClassLoadHelper loadHelper)
      throws SchedulerConfigException {
    try {
      return loadHelper.loadClass(type, ModelBackend.class).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      var refused =
          properties.refused(
              "backend",
              type,
              "name a class that implements "
                  + ModelBackend.class.getName()
                  + " and has a public constructor without parameters");
      refused.initCause(e);
      throw refused;
    }
  }

  private Path config() throws SchedulerConfigException {
    if (configFile == null || configFile.isBlank()) {
      throw new SchedulerConfigException(
          properties.name("configFile")
              + " is missing; name the file for the flow defaults, for example"
              + " ~/.config/otto/config.jsonc");
    }
    return properties.path("configFile", configFile);
  }

  /** Returns the place of the cache, apart from those of other configurations in this folder. */
  private static Path cacheOf(Path config) {
    String name = String.valueOf(config.getFileName()).replaceFirst("\\.[^.]*$", "");
    return config.resolveSibling(name + "-catalog-cache.json");
  }

  private Flows flows() throws SchedulerConfigException {
    try {
      return Flows.with(
          Stream.of(properties.text("flows", flows).split(",", -1))
              .map(String::strip)
              .filter(it -> !it.isEmpty())
              .toList());
    } catch (IllegalArgumentException e) {
      throw new SchedulerConfigException(properties.name("flows") + ": " + e.getMessage(), e);
    }
  }

  private static FlowDefaultsDocument defaults(Path file, Flows known)
      throws SchedulerConfigException {
    try {
      return new FlowDefaultsDocument(file, known);
    } catch (IOException e) {
      throw new SchedulerConfigException(
          "the flow defaults in " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  @Override
  public void start() {
    Parts built = parts;
    if (built != null && timer == null) {
      built.defaults().start();
      String name = "otto-catalog-" + built.scheduler();
      timer = new CatalogTimer(built.models().catalog(), built.interval(), name);
    }
  }

  @Override
  public void shutdown() {
    if (parts != null) {
      parts.prompts().ifPresent(OpenCodePrompt::close);
      close(parts.backend());
      parts.defaults().close();
    }
    if (timer != null) {
      timer.close();
    }
  }

  private static void close(ModelBackend backend) {
    if (backend instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        LogEvent.warn(LOG, "model_backend_not_closed")
            .because(e)
            .say("The backend " + backend.getClass().getName() + " could not be closed");
      }
    }
  }
}
