package dev.otto.models.quartz;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Resolution;
import dev.otto.models.Resolution.Resolved;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.testing.OfferedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;

/** An application whose schedulers have the plugin; its OpenCode offers three models. */
final class QuartzApplication implements AutoCloseable {
  private static final BlockingQueue<Resolution> RUNS = new LinkedBlockingQueue<>();

  final OfferedModels openCode;
  final Path config;
  private final List<Scheduler> schedulers = new ArrayList<>();

  /** Keeps what it was given. */
  @DisallowConcurrentExecution
  public static final class AskingJob implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      RUNS.add(JobModel.of(context));
    }
  }

  /** One whose default of the flow {@code heartbeat} is {@code p/b}. */
  QuartzApplication(Path folder) throws IOException {
    RUNS.clear();
    openCode = new OfferedModels("a", "b", "c/d");
    config = folder.resolve("config.jsonc");
    Files.writeString(
        config, "{\"modelManagement\": {\"flowDefaults\": {\"heartbeat\": \"p/b\"}}}");
  }

  Scheduler start() throws SchedulerException {
    return start(Map.of());
  }

  /** Starts one with these settings of the plugin beside the necessary ones. */
  Scheduler start(Map<String, String> settings) throws SchedulerException {
    Scheduler scheduler = new StdSchedulerFactory(properties(settings)).getScheduler();
    schedulers.add(scheduler);
    scheduler.start();
    return scheduler;
  }

  Properties properties(Map<String, String> settings) {
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

  /** Runs a job with these data, and returns the model that it was given. */
  static Resolution run(Scheduler scheduler, Map<String, ?> data) throws Exception {
    var job = JobBuilder.newJob(AskingJob.class).withIdentity("asking").storeDurably();
    scheduler.addJob(job.build(), true);
    scheduler.triggerJob(job.build().getKey(), new JobDataMap(data));
    Resolution resolution = RUNS.poll(20, SECONDS);
    assertTrue(resolution != null, "the job did not run");
    return resolution;
  }

  static Resolved resolved(Resolution resolution) {
    return assertInstanceOf(Resolved.class, resolution);
  }

  static Unresolved unresolved(Resolution resolution) {
    return assertInstanceOf(Unresolved.class, resolution);
  }

  @Override
  public void close() throws SchedulerException {
    for (Scheduler scheduler : schedulers) {
      scheduler.shutdown(true);
    }
    openCode.close();
  }
}
