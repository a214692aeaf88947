package dev.otto.scheduler.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobExecutionContext;
import org.quartz.listeners.JobListenerSupport;

/** What happens to a job between the listener, which resolves its model, and the claim. */
class ChangesAtTheStartTest {
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
