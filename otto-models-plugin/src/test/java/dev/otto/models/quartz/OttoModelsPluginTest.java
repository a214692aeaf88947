package dev.otto.models.quartz;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Source;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.Warnings;
import dev.otto.models.event.Listeners;
import dev.otto.models.testing.OfferedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;

/** Real schedulers; the build runs this a second time on the oldest Quartz that is supported. */
class OttoModelsPluginTest {
  private static final ModelRef A = ModelRef.of("p/a");
  private static final ModelRef B = ModelRef.of("p/b");
  private static final BlockingQueue<Resolution> RUNS = new LinkedBlockingQueue<>();

  @TempDir private Path folder;
  private final List<Scheduler> schedulers = new ArrayList<>();
  private OfferedModels openCode;
  private Path config;

  /** Keeps what it was given. */
  @DisallowConcurrentExecution
  public static final class AskingJob implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      RUNS.add(JobModel.of(context));
    }
  }

  @BeforeEach
  void start() throws IOException {
    RUNS.clear();
    openCode = new OfferedModels("a", "b", "c/d");
    config = folder.resolve("config.jsonc");
    Files.writeString(
        config, "{\"modelManagement\": {\"flowDefaults\": {\"heartbeat\": \"p/b\"}}}");
  }

  @AfterEach
  void stop() throws SchedulerException {
    for (Scheduler scheduler : schedulers) {
      scheduler.shutdown(true);
    }
    openCode.close();
  }

  @Test
  void aJobRunsWithTheModelOfEachRung() throws Exception {
    Scheduler scheduler = started();

    assertEquals(Source.GLOBAL_DEFAULT, resolved(run(scheduler, Map.of())).source());
    assertEquals(B, resolved(run(scheduler, Map.of("otto.flow", "heartbeat"))).model());
    var own = Map.of("otto.flow", "heartbeat", "otto.modelRef", "p/c/d");
    assertEquals(ModelRef.of("p/c/d"), resolved(run(scheduler, own)).model());
  }

  @Test
  void aModelSwitchedWhileItRunsIsUsedByTheNextRun() throws Exception {
    Scheduler scheduler = started();
    var defaults = OttoModels.of(scheduler).orElseThrow().flowDefaults();
    defaults.set(Flow.SCHEDULED_TASKS, Optional.of(B));
    assertEquals(B, resolved(run(scheduler, Map.of())).model());
  }

  @Test
  void anUnavailableModelFallsBackWithOneWarning() throws Exception {
    Scheduler scheduler = started();
    try (var log = new Warnings(ModelResolutionListener.class)) {
      Resolved resolved = resolved(run(scheduler, Map.of("otto.modelRef", "p/gone")));

      assertEquals(Source.FALLBACK_GLOBAL_DEFAULT, resolved.source());
      assertEquals(1, log.messages().size(), log.messages().toString());
      String fields =
          "event=model_fallback flow=scheduledTasks job=DEFAULT.asking requested=p/gone fallback=p/a"
              + " catalogUpdatedAt="
              + resolved.catalogUpdatedAt();
      String sentence =
          "Job DEFAULT.asking falls back: p/gone is not in the catalog,"
              + " so OpenCode's global default p/a is used";
      String message = log.messages().get(0);
      assertTrue(message.contains(fields) && message.contains(sentence), message);
    }
  }

  @Test
  void aJobIsWarnedOfAgainOnlyWhenSomethingChanged() throws Exception {
    Scheduler scheduler = started();
    try (var log = new Warnings(ModelResolutionListener.class)) {
      for (int i = 0; i < 3; i++) {
        resolved(run(scheduler, Map.of("otto.modelRef", "p/gone")));
      }
      assertEquals(1, log.messages().size(), log.messages().toString());
      resolved(run(scheduler, Map.of("otto.modelRef", "p/lost")));
      assertEquals(2, log.messages().size(), log.messages().toString());
      resolved(run(scheduler, Map.of("otto.modelRef", "p/b")));
      resolved(run(scheduler, Map.of("otto.modelRef", "p/lost")));
      assertEquals(3, log.messages().size(), log.messages().toString());
    }
  }

  @Test
  void jobDataThatNobodyCanReadAreAValueAndTheJobRunsAgain() throws Exception {
    Scheduler scheduler = started();
    var flow = unresolved(run(scheduler, Map.of("otto.flow", "heartbeet")));
    var ref = unresolved(run(scheduler, Map.of("otto.modelRef", "gpt-5")));
    unresolved(run(scheduler, Map.of("otto.modelRef", 7)));

    assertTrue(flow.reason().contains("interactiveAssistant, scheduledTasks"), flow.reason());
    assertTrue(ref.reason().contains("\"gpt-5\": write provider/model"), ref.reason());
    assertEquals(A, resolved(run(scheduler, Map.of("otto.modelRef", " "))).model());
  }

  @Test
  void aResolverWithADefectDoesNotKeepAJobFromRunning() throws Exception {
    Scheduler scheduler = started();
    scheduler.getListenerManager().removeJobListener("otto-models");
    var broken = new ModelResolver(() -> null, () -> null);
    scheduler.getListenerManager().addJobListener(new ModelResolutionListener(broken));

    unresolved(run(scheduler, Map.of()));
    unresolved(run(scheduler, Map.of()));
  }

  @Test
  void aLibraryThatDoesNotFitDoesNotKeepAJobFromRunning() throws Exception {
    Scheduler scheduler = started();
    scheduler.getListenerManager().removeJobListener("otto-models");
    var broken =
        new ModelResolver(
            () -> {
              throw new NoSuchMethodError("of another version");
            },
            () -> null);
    scheduler.getListenerManager().addJobListener(new ModelResolutionListener(broken));

    unresolved(run(scheduler, Map.of()));
    unresolved(run(scheduler, Map.of()));
  }

  @Test
  void aJobCanInsistOnAModel() throws Exception {
    Scheduler scheduler = started();
    openCode.offer("a").globalDefault("p/gone");
    OttoModels.of(scheduler).orElseThrow().catalog().refresh();
    var observed = new Observed();
    OttoModels.of(scheduler).orElseThrow().runs().onRun(observed);
    scheduler.scheduleJob(
        JobBuilder.newJob(InsistingJob.class).build(), TriggerBuilder.newTrigger().build());
    String message = observed.failures.poll(20, SECONDS).getMessage();
    assertTrue(message.startsWith("no_model_available for job DEFAULT."), message);
  }

  @Test
  void observersHearOfEachRunUntilTheyLeaveAndOneThatThrowsHarmsNobody() throws Exception {
    Scheduler scheduler = started();
    var runs = OttoModels.of(scheduler).orElseThrow().runs();
    var observed = new Observed();
    runs.onRun(new BrokenObserver());
    var subscription = runs.onRun(observed);
    try (var log = new Warnings(Listeners.class)) {
      Resolution resolution = run(scheduler, Map.of("otto.flow", "heartbeat"));

      assertEquals(B, resolved(resolution).model());
      assertEquals(Map.of(Flow.HEARTBEAT, resolution), observed.resolutions);
      assertEquals(1, log.messages().size(), log.messages().toString());
      assertTrue(log.messages().get(0).contains("event=listener_failed"));
    }
    subscription.close();
    run(scheduler, Map.of());
    assertEquals(Set.of(Flow.HEARTBEAT), observed.resolutions.keySet());
  }

  private static final class Observed implements RunObserver {
    private final Map<Flow, Resolution> resolutions = new ConcurrentHashMap<>();
    private final BlockingQueue<JobExecutionException> failures = new LinkedBlockingQueue<>();

    @Override
    public void resolved(JobExecutionContext context, Flow flow, Resolution resolution) {
      resolutions.put(flow, resolution);
    }

    @Override
    public void failed(JobExecutionContext context, JobExecutionException exception) {
      failures.add(exception);
    }
  }

  private static final class BrokenObserver implements RunObserver {
    @Override
    public void resolved(JobExecutionContext context, Flow flow, Resolution resolution) {
      throw new IllegalStateException("not today");
    }

    @Override
    public void failed(JobExecutionContext context, JobExecutionException exception) {}
  }

  /** Fails without a model. */
  public static final class InsistingJob implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      JobModel.required(context);
    }
  }

  @Test
  void theSchedulerIsNotCreatedWithoutACatalog() {
    openCode.close();
    var e = assertThrows(SchedulerException.class, () -> started(Map.of("startupWait", "0")));

    assertTrue(e.getMessage().contains(openCode.url()), e.getMessage());
    assertTrue(e.getMessage().contains("connection refused"), e.getMessage());
    assertTrue(e.getMessage().contains("opencode serve"), e.getMessage());
    assertTrue(e.getMessage().contains("org.quartz.plugin.otto.openCodeUrl"), e.getMessage());
    assertTrue(SchedulerRepository.getInstance().lookupAll().isEmpty());
    awaitNoThreads();
  }

  @Test
  void withoutACatalogTheSchedulerStartsIfAskedToAndGetsOneLater() throws Exception {
    openCode.offer();
    Scheduler scheduler = started(Map.of("required", "false"));
    Unresolved none = unresolved(run(scheduler, Map.of("otto.modelRef", "p/b")));
    assertEquals("no_model_available", none.code());
    assertTrue(none.reason().startsWith("there is no model catalog yet: "), none.reason());
    assertTrue(none.reason().contains("lists no models"), none.reason());

    openCode.offer("a", "b");
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
    openCode.close();
    assertRefused("backend", "com.example.None", "name a class that implements dev.otto.models");
    assertRefused("backend", String.class.getName(), "name a class that implements");
    Scheduler scheduler = started(Map.of("backend", OwnBackend.class.getName()));
    assertEquals("own/model", resolved(run(scheduler, Map.of())).model().toString());
  }

  @Test
  void aFlowOfTheApplicationsOwnHasADefault() throws Exception {
    assertRefused("flows", "heartbeat", "\"heartbeat\" is a flow of Otto's; leave it out");
    assertRefused("flows", "a b", "\"a b\" cannot be a flow; write up to 64 letters");
    Files.writeString(config, "{\"modelManagement\": {\"flowDefaults\": {\"reports\": \"p/b\"}}}");
    assertRefused("flows", "digest", "there is no flow \"reports\"");

    Scheduler scheduler = started(Map.of("flows", "reports, digest"));
    Resolved reports = resolved(run(scheduler, Map.of("otto.flow", "reports")));
    assertEquals(B, reports.model());
    assertEquals(Source.FLOW_DEFAULT, reports.source());
    Resolved digest = resolved(run(scheduler, Map.of("otto.flow", "digest")));
    assertEquals(Source.GLOBAL_DEFAULT, digest.source());
    String reason = unresolved(run(scheduler, Map.of("otto.flow", "report"))).reason();
    assertTrue(reason.endsWith("heartbeat, watchdogFailures, digest, reports"), reason);

    var defaults = OttoModels.of(scheduler).orElseThrow().flowDefaults();
    defaults.set(Flow.own("digest"), Optional.of(A));
    assertTrue(Files.readString(config).contains("\"digest\": \"p/a\""));
    assertEquals(A, resolved(run(scheduler, Map.of("otto.flow", "digest"))).model());
  }

  @Test
  void theCacheIsNamedAfterTheFileOfDefaults() throws Exception {
    started();
    assertTrue(Files.exists(folder.resolve("config-catalog-cache.json")));
  }

  @Test
  void aSecondModelsPluginInOneSchedulerIsRefused() {
    Properties twice = properties(Map.of());
    for (String key : List.of("class", "openCodeUrl", "configFile")) {
      twice.put(
          "org.quartz.plugin.zwei." + key, twice.getProperty("org.quartz.plugin.otto." + key));
    }
    var e =
        assertThrows(SchedulerException.class, () -> new StdSchedulerFactory(twice).getScheduler());
    assertTrue(e.getMessage().contains("has model management already"), e.getMessage());
    awaitNoThreads();
  }

  @Test
  void aStartWaitsForAnOpenCodeThatStartsToo() throws Exception {
    openCode.offer();
    var start = CompletableFuture.supplyAsync(this::startedUnchecked);
    await().atMost(20, SECONDS).until(() -> openCode.timesListed() > 1);
    openCode.offer("a");
    assertEquals(A, resolved(run(start.get(20, SECONDS), Map.of())).model());
  }

  private Scheduler startedUnchecked() {
    try {
      return started(Map.of("startupWait", "PT1H"));
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theStartSaysWhatIsInForceAndWarnsWhereJobsWillGetNoModel() throws Exception {
    openCode.offer("a").globalDefault("p/gone");
    try (var log = new Warnings(OttoModelsPlugin.class)) {
      started();
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
  void aBrokenConfigurationIsNamedWithItsLine() throws Exception {
    Files.writeString(config, "{\n\"modelManagement\": {\"flowDefaults\": {\"x\": null}}}");
    var e = assertThrows(SchedulerException.class, this::started);
    assertTrue(e.getMessage().contains("line 2, column 38: there is no flow"), e.getMessage());
  }

  @Test
  void theCatalogIsRefreshedEveryInterval() throws Exception {
    Scheduler scheduler = started(Map.of("refreshInterval", "PT1S"));
    openCode.offer("new").globalDefault("p/new");
    var catalog = OttoModels.of(scheduler).orElseThrow().catalog();
    await().atMost(20, SECONDS).until(() -> catalog.snapshot().contains(ModelRef.of("p/new")));
    assertEquals("p/new", resolved(run(scheduler, Map.of())).model().toString());
  }

  @Test
  void shutdownLeavesNoThreadEvenWhileOpenCodeIsSilent() throws Exception {
    Scheduler scheduler = started(Map.of("refreshInterval", "1"));
    assertTrue(openCode.fallSilent().await(20, SECONDS));
    scheduler.shutdown(true);
    awaitNoThreads();
  }

  @Test
  void aSchedulerThatNeverStartedShutsDown() throws Exception {
    Scheduler scheduler = new StdSchedulerFactory(properties(Map.of())).getScheduler();
    scheduler.shutdown(true);
    awaitNoThreads();
  }

  private static void awaitNoThreads() {
    await()
        .atMost(10, SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("otto-")));
  }

  private void assertRefused(String key, String value, String message) {
    var e = assertThrows(SchedulerException.class, () -> started(Map.of(key, value)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private Scheduler started() throws SchedulerException {
    return started(Map.of());
  }

  private Scheduler started(Map<String, String> settings) throws SchedulerException {
    Scheduler scheduler = new StdSchedulerFactory(properties(settings)).getScheduler();
    schedulers.add(scheduler);
    scheduler.start();
    return scheduler;
  }

  private Properties properties(Map<String, String> settings) {
    var properties = new Properties();
    properties.put("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.put("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.put("org.quartz.threadPool.threadCount", "2");
    properties.put("org.quartz.plugin.otto.class", OttoModelsPlugin.class.getName());
    properties.put("org.quartz.plugin.otto.openCodeUrl", openCode.url());
    properties.put("org.quartz.plugin.otto.configFile", config.toString());
    settings.forEach((key, value) -> properties.put("org.quartz.plugin.otto." + key, value));
    return properties;
  }

  private static Resolution run(Scheduler scheduler, Map<String, ?> data) throws Exception {
    var job = JobBuilder.newJob(AskingJob.class).withIdentity("asking").storeDurably();
    scheduler.addJob(job.build(), true);
    scheduler.triggerJob(job.build().getKey(), new JobDataMap(data));
    Resolution resolution = RUNS.poll(20, SECONDS);
    assertTrue(resolution != null, "the job did not run");
    return resolution;
  }

  private static Resolved resolved(Resolution resolution) {
    return assertInstanceOf(Resolved.class, resolution);
  }

  private static Unresolved unresolved(Resolution resolution) {
    return assertInstanceOf(Unresolved.class, resolution);
  }
}
