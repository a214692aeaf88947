package dev.otto.models.quartz;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.ModelChoice;
import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.testing.OfferedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.JobListenerSupport;
import org.quartz.listeners.TriggerListenerSupport;

/**
 * An application that had Quartz, jobs, listeners and plugins of its own before it had this plugin,
 * started from its {@code quartz.properties}. Whatever one job does, the others go on.
 */
class ExistingApplicationTest {
  private static final BlockingQueue<JobKey> REPORTS = new LinkedBlockingQueue<>();

  @TempDir private Path folder;
  private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
  private OfferedModels openCode;
  private Scheduler scheduler;

  /** How an execution ended, as a listener of the application saw it. */
  private record Ending(JobKey job, JobExecutionException failure, Resolution resolution) {}

  /** As it was before: it knows nothing of models. */
  public static final class ReportJob implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      REPORTS.add(context.getJobDetail().getKey());
    }
  }

  /** Breaks in a way that Quartz does not expect. */
  @DisallowConcurrentExecution
  public static final class ThrowingJob implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      throw new IllegalStateException("the job is broken");
    }
  }

  /** Does nothing without a model, and never twice at once. */
  @DisallowConcurrentExecution
  public static final class PromptingJob implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      assertNotNull(JobModel.required(context));
    }
  }

  @BeforeEach
  void start() throws Exception {
    REPORTS.clear();
    openCode = new OfferedModels("a", "b");
    Path properties = folder.resolve("quartz.properties");
    Files.writeString(
        properties,
        String.join(
            "\n",
            "org.quartz.scheduler.instanceName = existing",
            "org.quartz.scheduler.skipUpdateCheck = true",
            "org.quartz.threadPool.class = org.quartz.simpl.SimpleThreadPool",
            "org.quartz.threadPool.threadCount = 3",
            "org.quartz.jobStore.class = org.quartz.simpl.RAMJobStore",
            "org.quartz.plugin.jobs.class = org.quartz.plugins.history.LoggingJobHistoryPlugin",
            "org.quartz.plugin.triggers.class ="
                + " org.quartz.plugins.history.LoggingTriggerHistoryPlugin",
            "org.quartz.plugin.hook.class = org.quartz.plugins.management.ShutdownHookPlugin",
            "org.quartz.plugin.hook.cleanShutdown = false",
            "org.quartz.plugin.otto.class = dev.otto.models.quartz.OttoModelsPlugin",
            "org.quartz.plugin.otto.openCodeUrl = " + openCode.url(),
            "org.quartz.plugin.otto.configFile = " + folder.resolve("models.jsonc")));
    scheduler = new StdSchedulerFactory(properties.toString()).getScheduler();
    scheduler.getListenerManager().addJobListener(new Endings());
    scheduler.start();
  }

  private final class Endings extends JobListenerSupport {
    @Override
    public String getName() {
      return "of the application";
    }

    @Override
    public void jobWasExecuted(JobExecutionContext context, JobExecutionException failure) {
      JobKey job = context.getJobDetail().getKey();
      endings.add(new Ending(job, failure, JobModel.of(context)));
    }
  }

  @AfterEach
  void stop() throws SchedulerException {
    scheduler.shutdown(true);
    openCode.close();
  }

  /** Keeps what it was given. */
  public static final class ChoosingJob implements Job {
    static final BlockingQueue<ModelChoice> CHOICES = new LinkedBlockingQueue<>();

    @Override
    public void execute(JobExecutionContext context) {
      CHOICES.add(JobModel.choice(context));
    }
  }

  @Test
  void theDataOfAJobSayAllThatItAsksFor() throws Exception {
    JobDetail job =
        JobBuilder.newJob(ChoosingJob.class)
            .withIdentity("choosing")
            .storeDurably()
            .usingJobData(JobModel.MODEL_REF, "p/gone")
            .usingJobData(JobModel.FALLBACKS, "p/b, p/a")
            .usingJobData(JobModel.POLICY, "strict")
            .usingJobData(JobModel.ONLY_PROVIDERS, "p")
            .build();
    scheduler.addJob(job, true);
    scheduler.triggerJob(job.getKey());
    ModelChoice choice = ChoosingJob.CHOICES.poll(30, SECONDS);
    assertNotNull(choice);
    assertEquals("[p/b, p/a]", choice.fallbacks().toString());
    assertEquals(ModelChoice.Policy.STRICT, choice.policy());
    assertEquals("[p]", choice.onlyProviders().toString());
    Ending ending = endings.poll(30, SECONDS);
    assertNotNull(ending);
    assertEquals("fallback_chain", ((Resolved) ending.resolution()).source().key());
  }

  @Test
  void dataThatMakeNoSenseGiveNoModel() throws Exception {
    JobDetail job =
        JobBuilder.newJob(PromptingJob.class)
            .withIdentity("choosing")
            .storeDurably()
            .usingJobData(JobModel.POLICY, "stern")
            .build();
    scheduler.addJob(job, true);
    scheduler.triggerJob(job.getKey());
    Ending ending = endings.poll(30, SECONDS);
    assertNotNull(ending);
    assertEquals(
        "the job's otto.policy is \"stern\": write prefer or strict", ending.resolution().reason());
  }

  @Test
  void aJobThatKnowsNothingOfModelsRunsAsBefore() throws Exception {
    try (var history = new History()) {
      scheduler.scheduleJob(
          JobBuilder.newJob(ReportJob.class).withIdentity("report").storeDurably().build(),
          often());
      assertEquals(new JobKey("report"), REPORTS.poll(20, SECONDS));
      assertEquals(new JobKey("report"), REPORTS.poll(20, SECONDS));
      Ending ending = next("report");
      assertNull(ending.failure());
      assertTrue(scheduler.getJobDetail(ending.job()).getJobDataMap().isEmpty());
      next("report");
      next("report");
      assertTrue(
          history.lines.stream().anyMatch(line -> line.contains("report")),
          history.lines.toString());
    }
  }

  @Test
  void aJobThatThrowsIsFiredAgainAndTheOthersGoOn() throws Exception {
    schedule("broken", ThrowingJob.class);
    assertNotNull(next("broken").failure());
    assertNotNull(next("broken").failure());
    theOthersGoOn();
  }

  @Test
  void aVetoedJobIsSkippedAndTheOthersGoOn() throws Exception {
    var vetoed = new LinkedBlockingQueue<JobKey>();
    scheduler
        .getListenerManager()
        .addTriggerListener(
            new TriggerListenerSupport() {
              @Override
              public String getName() {
                return "veto";
              }

              @Override
              public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
                JobKey job = context.getJobDetail().getKey();
                return job.getName().equals("forbidden") && vetoed.add(job);
              }
            });
    schedule("forbidden", PromptingJob.class);
    assertNotNull(vetoed.poll(20, SECONDS));
    assertNotNull(vetoed.poll(20, SECONDS));
    theOthersGoOn();
    assertTrue(endings.stream().noneMatch(it -> it.job().getName().equals("forbidden")));
  }

  @Test
  void aJobWithoutAModelFailsWithTheReasonAndIsFiredUntilThereIsOne() throws Exception {
    openCode.globalDefault("");
    var catalog = OttoModels.of(scheduler).orElseThrow().catalog();
    catalog.refresh();

    schedule("prompting", PromptingJob.class);
    String failure = next("prompting").failure().getMessage();
    assertTrue(failure.startsWith("no_model_available for job DEFAULT.prompting:"), failure);
    assertNotNull(next("prompting").failure());
    theOthersGoOn();

    openCode.globalDefault("p/b");
    catalog.refresh();
    Ending ending = next("prompting");
    while (ending.failure() != null) {
      ending = next("prompting");
    }
    assertTrue(ending.resolution().reason().contains("p/b"), ending.toString());
  }

  @Test
  void jobDataOfTheTriggerCountsMoreThanThatOfTheJob() throws Exception {
    var job =
        JobBuilder.newJob(ReportJob.class)
            .withIdentity("report")
            .usingJobData(JobModel.MODEL_REF, "p/b")
            .storeDurably()
            .build();
    scheduler.addJob(job, false);
    scheduler.triggerJob(job.getKey());
    assertEquals("the job names p/b", next("report").resolution().reason());
    var once = TriggerBuilder.newTrigger().forJob(job).usingJobData(JobModel.MODEL_REF, "p/a");
    scheduler.scheduleJob(once.build());
    assertEquals("the job names p/a", next("report").resolution().reason());
  }

  private void theOthersGoOn() throws Exception {
    scheduler.scheduleJob(
        JobBuilder.newJob(ReportJob.class).withIdentity("other").build(),
        TriggerBuilder.newTrigger().build());
    assertNotNull(next("other").resolution());
  }

  private void schedule(String name, Class<? extends Job> job) throws SchedulerException {
    scheduler.scheduleJob(JobBuilder.newJob(job).withIdentity(name).build(), often());
  }

  private static Trigger often() {
    return TriggerBuilder.newTrigger()
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(50).repeatForever())
        .build();
  }

  private Ending next(String job) throws InterruptedException {
    while (true) {
      Ending ending = endings.poll(20, SECONDS);
      assertNotNull(ending, job + " did not run");
      if (ending.job().getName().equals(job)) {
        return ending;
      }
    }
  }

  /** What Quartz's own plugin logs meanwhile. */
  private static final class History extends Handler implements AutoCloseable {
    private final Logger logger =
        Logger.getLogger("org.quartz.plugins.history.LoggingJobHistoryPlugin");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    History() {
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }
}
