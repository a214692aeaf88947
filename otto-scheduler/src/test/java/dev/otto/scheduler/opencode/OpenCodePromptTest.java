package dev.otto.scheduler.opencode;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.FailureCode;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.prompt.PromptResult;
import dev.otto.models.prompt.PromptResult.Failed;
import dev.otto.models.quartz.JobModel;
import dev.otto.models.quartz.OpenCodePrompt;
import dev.otto.models.quartz.OttoModelsPlugin;
import dev.otto.models.testing.NewThreads;
import dev.otto.scheduler.sandbox.FailureMode;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.JobListenerSupport;

/** A job of somebody's Quartz application that prompts. */
class OpenCodePromptTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final BlockingQueue<PromptResult> RESULTS = new LinkedBlockingQueue<>();
  private static volatile Thread prompting = Thread.currentThread();

  @TempDir private Path folder;
  private final NewThreads threads = new NewThreads();
  private StandInOpenCode openCode;
  private Scheduler scheduler;

  /** Prompts as its data say. */
  public static final class PromptingJob implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      prompting = Thread.currentThread();
      var timeout = Duration.ofSeconds(context.getMergedJobDataMap().getLong("seconds"));
      var prompt = Prompt.withoutTools(JobModel.required(context), "hello", timeout);
      RESULTS.add(OpenCodePrompt.of(context).send(prompt));
    }
  }

  @BeforeEach
  void start() throws Exception {
    RESULTS.clear();
    openCode = StandInOpenCode.start();
    var properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "prompting");
    properties.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    String plugin = "org.quartz.plugin.otto.";
    properties.setProperty(plugin + "class", OttoModelsPlugin.class.getName());
    properties.setProperty(plugin + "openCodeUrl", openCode.url().toString());
    properties.setProperty(plugin + "configFile", folder.resolve("models.jsonc").toString());
    scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.start();
  }

  @AfterEach
  void stop() throws Exception {
    scheduler.shutdown(true);
    openCode.close();
    await().atMost(LONG).until(() -> threads.ofOtto().isEmpty());
  }

  @Test
  void theJobOfTheDocumentGetsItsAnswerAndLeavesNothingInOpenCode() throws Exception {
    String source =
        Files.readString(
            Path.of("src/test/java", SummaryJob.class.getName().replace('.', '/') + ".java"));
    String method = source.substring(source.indexOf("  @Override"), source.lastIndexOf("}"));
    String document = Files.readString(Path.of("../docs/plugin.md"));
    assertTrue(document.contains(method.stripTrailing().stripIndent()), method);

    var ended = new LinkedBlockingQueue<Object>();
    scheduler
        .getListenerManager()
        .addJobListener(
            new JobListenerSupport() {
              @Override
              public String getName() {
                return "test";
              }

              @Override
              public void jobWasExecuted(JobExecutionContext run, JobExecutionException failure) {
                ended.add(failure == null ? run.getResult() : failure);
              }
            });
    scheduler.scheduleJob(
        JobBuilder.newJob(SummaryJob.class).usingJobData("topic", "the week").build(),
        TriggerBuilder.newTrigger().build());
    String result = ended.poll(60, SECONDS) instanceof String text ? text : "no answer";
    assertTrue(result.endsWith("echo: Summarise the week"), result);
    assertEquals(0, openCode.asked().sessionsOpen());
    assertEquals(1, openCode.asked().sessionsMade());
  }

  @ParameterizedTest
  @CsvSource({
    "PROVIDER_UNAUTHORIZED, PROVIDER_UNAUTHORIZED",
    "PROVIDER_DOWN, PROVIDER_UNREACHABLE",
    "REFUSES_PROMPTS, MODEL_UNKNOWN_TO_OPENCODE"
  })
  void whatFailsHasACodeAndLeavesNothingInOpenCode(FailureMode mode, FailureCode code)
      throws Exception {
    openCode.failure(mode);
    assertEquals(code, failed(prompt(60)).code());
    assertEquals(0, openCode.asked().sessionsOpen());
  }

  @Test
  void aPasswordThatOpenCodeWantsIsNamed() throws Exception {
    openCode.password("another");
    assertEquals(FailureCode.OPENCODE_UNAUTHORIZED, failed(prompt(60)).code());
  }

  @Test
  void withoutOpenCodeTheJobIsTold() throws Exception {
    openCode.close();
    assertEquals(FailureCode.OPENCODE_UNREACHABLE, failed(prompt(60)).code());
  }

  @Test
  void aPromptThatTakesTooLongIsAbortedAndItsSessionDeleted() throws Exception {
    openCode.delay(Duration.ofHours(1));
    assertEquals(FailureCode.TIMEOUT, failed(prompt(1)).code());
    assertEquals(1, openCode.asked().aborts());
    assertEquals(0, openCode.asked().sessionsOpen());
  }

  @Test
  void anInterruptOfTheJobEndsItsPrompt() throws Exception {
    openCode.delay(Duration.ofHours(1));
    schedule(3_600);
    await().atMost(LONG).until(() -> openCode.asked().prompts() == 1);
    prompting.interrupt();
    assertEquals(FailureCode.ABORTED, failed(RESULTS.poll(60, SECONDS)).code());
    assertEquals(0, openCode.asked().sessionsOpen());
  }

  @Test
  void aShutdownEndsThePromptsInFlight() throws Exception {
    openCode.delay(Duration.ofHours(1));
    schedule(3_600);
    await().atMost(LONG).until(() -> openCode.asked().prompts() == 1);
    scheduler.shutdown(false);
    assertEquals(FailureCode.ABORTED, failed(RESULTS.poll(60, SECONDS)).code());
    assertEquals(0, openCode.asked().sessionsOpen());
  }

  private PromptResult prompt(long seconds) throws Exception {
    schedule(seconds);
    return RESULTS.poll(60, SECONDS);
  }

  private void schedule(long seconds) throws Exception {
    scheduler.scheduleJob(
        JobBuilder.newJob(PromptingJob.class).usingJobData("seconds", seconds).build(),
        TriggerBuilder.newTrigger().build());
  }

  private static Failed failed(PromptResult result) {
    assertNotNull(result);
    return assertInstanceOf(Failed.class, result);
  }
}
