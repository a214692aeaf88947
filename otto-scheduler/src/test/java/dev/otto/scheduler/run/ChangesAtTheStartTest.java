package dev.otto.scheduler.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Model;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobExecutionContext;
import org.quartz.listeners.JobListenerSupport;

/** What happens to a job between the listener, which resolves its model, and the claim. */
class ChangesAtTheStartTest {
  private static final int EDITS = 60;
  private static final ModelRef GONE = ModelRef.of("openai/gone");

  @TempDir Path folder;
  private StandInOpenCode openCode;
  private RunningOtto otto;
  private ModelRef global;
  private ModelRef another;

  @BeforeEach
  void started() throws Exception {
    openCode = StandInOpenCode.start();
    otto = new RunningOtto(folder, openCode.url()).start();
    global = otto.catalog.snapshot().globalDefault().orElseThrow();
    another =
        otto.catalog.snapshot().models().stream()
            .map(Model::ref)
            .filter(ref -> !ref.equals(global))
            .findFirst()
            .orElseThrow();
  }

  @AfterEach
  void stopped() throws Exception {
    otto.close();
    openCode.close();
  }

  @Test
  void aModelChangedInBetweenIsTheOneThatRuns() throws Exception {
    between(() -> otto.set("job", "model_ref", another.toString()));
    otto.once("job", null);
    Receipt receipt = otto.ended("job").receipt();
    assertEquals("job", receipt.choice().source());
    assertEquals(another, receipt.choice().requested());
    assertEquals(another, receipt.served());
  }

  @Test
  void whatTheListenerResolvedCountsWhereTheRowIsTheSame() throws Exception {
    between(() -> otto.flowDefault(another));
    otto.once("job", null);
    Receipt receipt = otto.ended("job").receipt();
    assertEquals("global_default", receipt.choice().source());
    assertEquals(global, receipt.served());
  }

  @Test
  void aJobPausedInBetweenNeitherRunsNorWarnsNorCounts() throws Exception {
    var told = new AtomicInteger();
    otto.events.add(
        new RunListener() {
          @Override
          public void started(Run run) {
            told.incrementAndGet();
          }
        });
    var fired = new AtomicInteger();
    between(
        () -> {
          otto.set("job", "paused", "1");
          fired.incrementAndGet();
        });
    try (var warnings = new Warnings("model_fallback")) {
      otto.flowDefault(GONE);
      otto.once("job", null);
      await().until(() -> fired.get() == 1 && otto.running.count() == 0);
      assertEquals(0, otto.runs.ofJob("job", 10, 0).total());
      assertEquals(0, warnings.count());
      assertEquals(0, told.get());
      assertEquals(0, openCode.asked().prompts());
    }
  }

  @Test
  void aFallbackToldAtTheClaimNamesTheRun() throws Exception {
    try (var warnings = new Warnings("model_fallback")) {
      between(() -> otto.set("job", "model_ref", GONE.toString()));
      otto.once("job", null);
      Run run = otto.ended("job");
      assertTrue(run.receipt().choice().fallback());
      assertEquals(1, warnings.count());
    }
  }

  /** States what must hold, whatever of row, default and catalog is edited meanwhile. */
  @Test
  void noEditInBetweenLetsAPromptOutsideTheFenceOrToAModelThatIsNotNamed() throws Exception {
    var random = new Random(20_261_129);
    var edit = new AtomicReference<Runnable>(() -> {});
    between(() -> edit.getAndSet(() -> {}).run());
    int prompted = 0;
    for (int i = 0; i < EDITS; i++) {
      String id = "job-" + i;
      ModelChoice job = choice(random);
      ModelChoice flow = choice(random);
      otto.flowChoice(choice(random));
      edit.set(
          () -> {
            otto.choose(id, job);
            otto.flowChoice(flow);
          });
      openCode.forget();
      otto.once(id, null);
      Outcome outcome = otto.ended(id).outcome();

      for (String asked : openCode.asked().models().keySet()) {
        assertTrue(isAllowed(ModelRef.of(asked), job, flow), asked + " for " + job + " / " + flow);
        prompted++;
      }
      assertEquals(outcome instanceof Outcome.Succeeded, !openCode.asked().models().isEmpty(), id);
    }
    assertTrue(prompted > EDITS / 4 && prompted < EDITS, prompted + " prompts");
  }

  private static boolean isAllowed(ModelRef ref, ModelChoice job, ModelChoice flow) {
    ModelChoice taken = job.modelRef().isPresent() ? job : flow;
    boolean strict =
        taken.modelRef().isPresent()
            && (job.policy() == Policy.STRICT || flow.policy() == Policy.STRICT);
    return isInside(ref, job) && isInside(ref, flow) && (!strict || taken.named().contains(ref));
  }

  private static boolean isInside(ModelRef ref, ModelChoice choice) {
    return choice.onlyProviders().isEmpty() || choice.onlyProviders().contains(ref.providerId());
  }

  private static ModelChoice choice(Random random) {
    var refs =
        Stream.of("alder/alder-4-mini", "basalt/basalt-4-mini", "cirrus/cirrus-4-mini", "dune/gone")
            .map(ModelRef::of)
            .filter(ref -> random.nextInt(3) == 0)
            .toList();
    return new ModelChoice(
        refs.stream().findFirst(),
        Optional.empty(),
        refs.isEmpty() ? List.of() : refs.subList(1, refs.size()),
        random.nextInt(3) == 0 ? Policy.STRICT : Policy.PREFER,
        Stream.of("alder", "basalt", "cirrus").filter(id -> random.nextInt(5) == 0).toList(),
        OnFailure.STOP);
  }

  /** Does something after the model was resolved and before the fire time is claimed. */
  private void between(Runnable change) throws Exception {
    otto.scheduler
        .getListenerManager()
        .addJobListener(
            new JobListenerSupport() {
              @Override
              public String getName() {
                return "between";
              }

              @Override
              public void jobToBeExecuted(JobExecutionContext context) {
                change.run();
              }
            });
  }
}
