package dev.otto.models.quartz;

import static dev.otto.models.quartz.QuartzApplication.resolved;
import static dev.otto.models.quartz.QuartzApplication.run;
import static dev.otto.models.quartz.QuartzApplication.unresolved;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelRef;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Source;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.Warnings;
import dev.otto.models.testing.NewThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;

/** How a scheduler with the plugin starts, or is refused, and ends; on the oldest Quartz, too. */
class OttoModelsPluginStartTest {
  private static final ModelRef A = ModelRef.of("p/a");
  private static final ModelRef B = ModelRef.of("p/b");

  private final NewThreads threads = new NewThreads();
  @TempDir private Path folder;
  @AutoClose private QuartzApplication application;

  @BeforeEach
  void start() throws IOException {
    application = new QuartzApplication(folder);
  }

  @Test
  void theSchedulerIsNotCreatedWithoutACatalog() {
    application.openCode.close();
    var e =
        assertThrows(SchedulerException.class, () -> application.start(Map.of("startupWait", "0")));

    assertTrue(e.getMessage().contains(application.openCode.url()), e.getMessage());
    assertTrue(e.getMessage().contains("connection refused"), e.getMessage());
    assertTrue(e.getMessage().contains("opencode serve"), e.getMessage());
    assertTrue(e.getMessage().contains("org.quartz.plugin.otto.openCodeUrl"), e.getMessage());
    assertTrue(SchedulerRepository.getInstance().lookupAll().isEmpty());
    await().atMost(20, SECONDS).until(() -> threads.ofOtto().isEmpty());
  }

  @Test
  void withoutACatalogTheSchedulerStartsIfAskedToAndGetsOneLater() throws Exception {
    application.openCode.offer();
    Scheduler scheduler = application.start(Map.of("required", "false"));
    Unresolved none = unresolved(run(scheduler, Map.of("otto.modelRef", "p/b")));
    assertEquals("no_model_available", none.code());
    assertTrue(none.reason().startsWith("there is no model catalog yet: "), none.reason());
    assertTrue(none.reason().contains("lists no models"), none.reason());

    application.openCode.offer("a", "b");
    var catalog = OttoModels.of(scheduler).orElseThrow().catalog();
    await().atMost(60, SECONDS).until(() -> !catalog.snapshot().isMissing());
    assertEquals(B, resolved(run(scheduler, Map.of("otto.modelRef", "p/b"))).model());
    assertEquals(1, catalog.snapshot().version());
  }

  /** A backend of the application's own. */
  public static final class OwnBackend implements ModelBackend {
    @Override
    public Listing list() {
      var model = Model.named(ModelRef.of("own/model"));
      return new Listing(List.of(model), globalDefault(), 0);
    }

    @Override
    public Optional<ModelRef> globalDefault() {
      return Optional.of(ModelRef.of("own/model"));
    }

    @Override
    public String address() {
      return "the application";
    }
  }

  @Test
  void theModelsMayComeFromAClassOfTheApplication() throws Exception {
    application.openCode.close();
    assertRefused("backend", "com.example.None", "name a class that implements dev.otto.models");
    assertRefused("backend", String.class.getName(), "name a class that implements");
    Scheduler scheduler = application.start(Map.of("backend", OwnBackend.class.getName()));
    assertEquals("own/model", resolved(run(scheduler, Map.of())).model().toString());
  }

  @Test
  void aFlowOfTheApplicationsOwnHasADefault() throws Exception {
    assertRefused("flows", "heartbeat", "\"heartbeat\" is a flow of Otto's; leave it out");
    assertRefused("flows", "a b", "\"a b\" cannot be a flow; write up to 64 letters");
    Files.writeString(
        application.config, "{\"modelManagement\": {\"flowDefaults\": {\"reports\": \"p/b\"}}}");
    assertRefused("flows", "digest", "there is no flow \"reports\"");

    Scheduler scheduler = application.start(Map.of("flows", "reports, digest"));
    Resolved reports = resolved(run(scheduler, Map.of("otto.flow", "reports")));
    assertEquals(B, reports.model());
    assertEquals(Source.FLOW_DEFAULT, reports.source());
    Resolved digest = resolved(run(scheduler, Map.of("otto.flow", "digest")));
    assertEquals(Source.GLOBAL_DEFAULT, digest.source());
    String reason = unresolved(run(scheduler, Map.of("otto.flow", "report"))).reason();
    assertTrue(reason.endsWith("heartbeat, watchdogFailures, digest, reports"), reason);

    var defaults = OttoModels.of(scheduler).orElseThrow().flowDefaults();
    defaults.set(Flow.own("digest"), Optional.of(A));
    assertTrue(Files.readString(application.config).contains("\"digest\": \"p/a\""));
    assertEquals(A, resolved(run(scheduler, Map.of("otto.flow", "digest"))).model());
  }

  @Test
  void theCacheIsNamedAfterTheFileOfDefaults() throws Exception {
    application.start();
    assertTrue(Files.exists(folder.resolve("config-catalog-cache.json")));
  }

  @Test
  void aSecondModelsPluginInOneSchedulerIsRefused() {
    Properties twice = application.properties(Map.of());
    for (String key : List.of("class", "openCodeUrl", "configFile")) {
      twice.put(
          "org.quartz.plugin.zwei." + key, twice.getProperty("org.quartz.plugin.otto." + key));
    }
    var e =
        assertThrows(SchedulerException.class, () -> new StdSchedulerFactory(twice).getScheduler());
    assertTrue(e.getMessage().contains("has model management already"), e.getMessage());
    await().atMost(20, SECONDS).until(() -> threads.ofOtto().isEmpty());
  }

  @Test
  void aStartWaitsForAnOpenCodeThatStartsToo() throws Exception {
    application.openCode.offer();
    var start = CompletableFuture.supplyAsync(this::startedUnchecked);
    await().atMost(20, SECONDS).until(() -> application.openCode.timesListed() > 1);
    application.openCode.offer("a");
    assertEquals(A, resolved(run(start.get(20, SECONDS), Map.of())).model());
  }

  private Scheduler startedUnchecked() {
    try {
      return application.start(Map.of("startupWait", "PT1H"));
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theStartSaysWhatIsInForceAndWarnsWhereJobsWillGetNoModel() throws Exception {
    application.openCode.offer("a").globalDefault("p/gone");
    try (var log = new Warnings(OttoModelsPlugin.class)) {
      application.start();
      assertEquals(1, log.messages().size(), log.messages().toString());
      assertTrue(log.messages().get(0).contains("OpenCode has no usable global default"));
    }
  }

  @Test
  void aWrongPropertyIsNamed() {
    assertRefused("refreshInterval", "soon", "org.quartz.plugin.otto.refreshInterval is \"soon\"");
    assertRefused("refreshInterval", "0", "org.quartz.plugin.otto.refreshInterval is \"0\"");
    assertRefused("startupWait", "-1", "org.quartz.plugin.otto.startupWait is \"-1\"");
    assertRefused(
        "openCodeUrl",
        "127.0.0.1:4096",
        "org.quartz.plugin.otto.openCodeUrl is \"127.0.0.1:4096\"; write http://127.0.0.1:4096");
    assertRefused("openCodeUrl", "localhost:4096", "; write http://localhost:4096");
    assertRefused("openCodeUrl", "ftp://localhost", "write for example http://127.0.0.1:4096");
    assertRefused("startupWait", "10s", "is \"10s\"; write PT10S; it takes seconds or an ISO");
    assertRefused("refreshInterval", "1 d", "is \"1 d\"; write P1D; it takes");
    assertRefused("required", "yes", "is \"yes\"; write true or false");
    assertRefused("configFile", " ", "org.quartz.plugin.otto.configFile is missing");
  }

  @Test
  void aVariableOfTheEnvironmentStandsForItsValueAndOneThatIsNotSetIsNamed() throws Exception {
    var reader = new PropertyReader("otto");
    String path = System.getenv("PATH");
    assertEquals("a" + path + "b", reader.text("password", "a${PATH}b"));
    assertEquals(path + "/x:y", reader.text("password", "${PATH:unused}/${OTTO_NOT_SET:x:y}"));
    assertEquals("$1 {} ", reader.text("password", "$1 {}${OTTO_NOT_SET: }"));
    assertRefused(
        "password",
        "${OTTO_NOT_SET}",
        "org.quartz.plugin.otto.password names the environment variable OTTO_NOT_SET, which is not"
            + " set; set it, or write ${OTTO_NOT_SET:value}");
    application.start(Map.of("openCodeUrl", "${OTTO_NOT_SET:" + application.openCode.url() + "}"));
  }

  @Test
  void aBrokenConfigurationIsNamedWithItsLine() throws Exception {
    Files.writeString(
        application.config, "{\n\"modelManagement\": {\"flowDefaults\": {\"x\": null}}}");
    var e = assertThrows(SchedulerException.class, application::start);
    assertTrue(e.getMessage().contains("line 2, column 38: there is no flow"), e.getMessage());
  }

  @Test
  void theCatalogIsRefreshedEveryInterval() throws Exception {
    Scheduler scheduler = application.start(Map.of("refreshInterval", "PT1S"));
    application.openCode.offer("new").globalDefault("p/new");
    var catalog = OttoModels.of(scheduler).orElseThrow().catalog();
    await().atMost(20, SECONDS).until(() -> catalog.snapshot().contains(ModelRef.of("p/new")));
    assertEquals("p/new", resolved(run(scheduler, Map.of())).model().toString());
  }

  @Test
  void shutdownLeavesNoThreadEvenWhileOpenCodeIsSilent() throws Exception {
    Scheduler scheduler = application.start(Map.of("refreshInterval", "1"));
    assertTrue(application.openCode.fallSilent().await(20, SECONDS));
    scheduler.shutdown(true);
    await().atMost(20, SECONDS).until(() -> threads.ofOtto().isEmpty());
  }

  @Test
  void aSchedulerThatNeverStartedShutsDown() throws Exception {
    Scheduler scheduler = new StdSchedulerFactory(application.properties(Map.of())).getScheduler();
    scheduler.shutdown(true);
    await().atMost(20, SECONDS).until(() -> threads.ofOtto().isEmpty());
  }

  private void assertRefused(String key, String value, String message) {
    var e = assertThrows(SchedulerException.class, () -> application.start(Map.of(key, value)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
