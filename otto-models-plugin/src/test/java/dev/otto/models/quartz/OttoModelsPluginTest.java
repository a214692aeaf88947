package dev.otto.models.quartz;

import static dev.otto.models.quartz.QuartzApplication.resolved;
import static dev.otto.models.quartz.QuartzApplication.run;
import static dev.otto.models.quartz.QuartzApplication.unresolved;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Source;
import dev.otto.models.Warnings;
import dev.otto.models.event.Listeners;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;

/** Real schedulers; the build runs this a second time on the oldest Quartz that is supported. */
class OttoModelsPluginTest {
  private static final ModelRef A = ModelRef.of("p/a");
  private static final ModelRef B = ModelRef.of("p/b");

  @TempDir private Path folder;
  @AutoClose private QuartzApplication application;

  @BeforeEach
  void start() throws IOException {
    application = new QuartzApplication(folder);
  }

  @Test
  void aJobRunsWithTheModelOfEachRung() throws Exception {
    Scheduler scheduler = application.start();

    assertEquals(Source.GLOBAL_DEFAULT, resolved(run(scheduler, Map.of())).source());
    assertEquals(B, resolved(run(scheduler, Map.of("otto.flow", "heartbeat"))).model());
    var own = Map.of("otto.flow", "heartbeat", "otto.modelRef", "p/c/d");
    assertEquals(ModelRef.of("p/c/d"), resolved(run(scheduler, own)).model());
  }

  @Test
  void aModelSwitchedWhileItRunsIsUsedByTheNextRun() throws Exception {
    Scheduler scheduler = application.start();
    var defaults = OttoModels.of(scheduler).orElseThrow().flowDefaults();
    defaults.set(Flow.SCHEDULED_TASKS, Optional.of(B));
    assertEquals(B, resolved(run(scheduler, Map.of())).model());
  }

  @Test
  void anUnavailableModelFallsBackWithOneWarning() throws Exception {
    Scheduler scheduler = application.start();
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
    Scheduler scheduler = application.start();
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
    Scheduler scheduler = application.start();
    var flow = unresolved(run(scheduler, Map.of("otto.flow", "heartbeet")));
    var ref = unresolved(run(scheduler, Map.of("otto.modelRef", "gpt-5")));
    unresolved(run(scheduler, Map.of("otto.modelRef", 7)));

    assertTrue(flow.reason().contains("interactiveAssistant, scheduledTasks"), flow.reason());
    assertTrue(ref.reason().contains("\"gpt-5\": write provider/model"), ref.reason());
    assertEquals(A, resolved(run(scheduler, Map.of("otto.modelRef", " "))).model());
  }

  @Test
  void aResolverWithADefectDoesNotKeepAJobFromRunning() throws Exception {
    Scheduler scheduler = application.start();
    scheduler.getListenerManager().removeJobListener("otto-models");
    var broken = new ModelResolver(() -> null, () -> null);
    scheduler.getListenerManager().addJobListener(new ModelResolutionListener(broken));

    unresolved(run(scheduler, Map.of()));
    unresolved(run(scheduler, Map.of()));
  }

  @Test
  void aLibraryThatDoesNotFitDoesNotKeepAJobFromRunning() throws Exception {
    Scheduler scheduler = application.start();
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
    Scheduler scheduler = application.start();
    application.openCode.offer("a").globalDefault("p/gone");
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
    Scheduler scheduler = application.start();
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
}
