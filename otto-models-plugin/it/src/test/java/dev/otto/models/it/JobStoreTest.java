package dev.otto.models.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.quartz.JobModel;
import dev.otto.models.testing.OfferedModels;
import io.prometheus.jmx.JmxCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.DateBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;

/** The beans of a scheduler with a store in a database and a pool of five connections. */
class JobStoreTest {
  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();
  private static final BlockingQueue<String> RUNS = new LinkedBlockingQueue<>();
  private static final String URL = "jdbc:h2:mem:jobs;DB_CLOSE_DELAY=-1";

  @TempDir private Path folder;
  @AutoClose private OfferedModels openCode;
  private Scheduler scheduler;

  /** Keeps its model. */
  public static final class AskingJob implements Job {
    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
      RUNS.add(JobModel.required(context).toString());
    }
  }

  @BeforeEach
  void start() throws Exception {
    RUNS.clear();
    openCode = new OfferedModels("a", "b");
    createTables();
    scheduler = new StdSchedulerFactory(properties()).getScheduler();
    scheduler.start();
  }

  @AfterEach
  void stop() throws Exception {
    scheduler.shutdown(true);
    execute("SHUTDOWN");
  }

  @Test
  void aClientWithoutAClassLoaderTakesNoConnectionForGood() throws Exception {
    add("nightly", "reports");
    withoutClassLoader(
        () -> {
          for (int i = 0; i < 100; i++) {
            SERVER.getAttributes(name("JobModels"), new String[] {"Jobs", "Count"});
            SERVER.getAttribute(name("JobModels"), "Jobs");
            var explained =
                (CompositeData) invoke("ModelResolver", "explainJob", "reports.nightly");
            assertEquals(i == 0 ? "p/a" : "p/b", explained.get("model"));
            assertEquals(
                "reports.nightly: p/b", invoke("JobModels", "setModel", "reports.nightly", "p/b"));
          }
          // A model that goes makes the beans look for the jobs that name it.
          openCode.offer("a", "b");
          assertEquals("2 models, 0 added, 0 removed", invoke("ModelCatalog", "refresh"));
          openCode.offer("b");
          assertEquals("1 models, 0 added, 1 removed", invoke("ModelCatalog", "refresh"));
          assertEquals(null, Thread.currentThread().getContextClassLoader());
          return null;
        });
    await().atMost(60, SECONDS).until(() -> CountedConnections.taken() == 0);
    scheduler.triggerJob(new JobKey("nightly", "reports"));
    assertEquals("p/b", RUNS.poll(60, SECONDS));
  }

  @Test
  void aThousandJobsAreReadWithTwoQueries() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      add("job-%04d".formatted(i), "many");
    }
    var trigger = TriggerBuilder.newTrigger().withIdentity("own").startAt(nextYear());
    scheduler.scheduleJob(
        trigger.forJob("job-0007", "many").usingJobData("otto.modelRef", "p/b").build());
    List<String> ignored = CountedConnections.queriesOfThisThread();
    assertEquals(true, ignored.size() > 1_000);

    var lines = (String[]) SERVER.getAttribute(name("JobModels"), "Jobs");

    assertEquals(2, CountedConnections.queriesOfThisThread().size());
    assertEquals(1_000, lines.length);
    assertEquals(
        "many.job-0000: p/a (global_default); flow scheduledTasks; asks inherit", lines[0]);
    assertEquals(
        "many.job-0007: p/b (job); flow scheduledTasks; asks p/b; its trigger DEFAULT.own says so,"
            + " which comes before the job",
        lines[7]);
  }

  @Test
  void aModelIsReplacedInTheTablesAndTakenBackWithAllElseAsItWas() throws Exception {
    addWithModels();
    String before = stored();

    String replaced = (String) replace("p/a", "p/b");
    assertEquals(
        "p/b took the place of p/a in 2 jobs, triggers and flows; left as they are: trigger"
            + " DEFAULT.fenced: a fence (onlyProviders) keeps p out; its number is 1",
        replaced);
    String fenced = before.substring(before.indexOf("{otto.onlyProviders"));
    assertEquals(
        before.substring(0, before.length() - fenced.length()).replace("p/a", "p/b") + fenced,
        stored());
    scheduler.triggerJob(new JobKey("own", "reports"));
    assertEquals("p/b", RUNS.poll(60, SECONDS));

    assertEquals(
        "p/a took the place of p/b in 2 jobs, triggers and flows; its number is 2", undo(1));
    assertEquals(before, stored());
  }

  @Test
  void dataThatAreKeptAsPropertiesStaySo() throws Exception {
    scheduler.shutdown(true);
    Properties properties = properties();
    properties.setProperty("org.quartz.jobStore.useProperties", "true");
    scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.start();
    var key = new JobKey("own", "reports");
    var own = JobBuilder.newJob(AskingJob.class).withIdentity(key).storeDurably();
    own.usingJobData("otto.modelRef", "p/a").usingJobData("subject", "Käse = 1");
    scheduler.addJob(own.build(), false);
    replace("p/a", "p/b");
    assertEquals(
        Map.of("otto.modelRef", "p/b", "subject", "Käse = 1"),
        scheduler.getJobDetail(key).getJobDataMap().getWrappedMap());
  }

  @Test
  void jobsWhoseDataCannotBeReadAreLeftAndNamed() throws Exception {
    addWithModels();
    execute("UPDATE qrtz_job_details SET job_data = X'ACED0005FF' WHERE job_name = 'own'");
    String replaced = (String) replace("p/a", "p/b");
    assertTrue(replaced.startsWith("p/b took the place of p/a in 1 jobs"), replaced);
    assertTrue(replaced.contains("job reports.own: its data cannot be read"), replaced);
  }

  /** A job with a model, a paused trigger with one, and one that a fence of its job concerns. */
  private void addWithModels() throws Exception {
    var job = JobBuilder.newJob(AskingJob.class).storeDurably();
    var own = job.withIdentity("own", "reports").usingJobData("otto.modelRef", "p/a");
    scheduler.addJob(own.usingJobData("copies", 3).build(), false);
    add("plain", "reports");
    var fenced = JobBuilder.newJob(AskingJob.class).withIdentity("fenced", "reports");
    scheduler.addJob(fenced.storeDurably().usingJobData("otto.onlyProviders", "q").build(), false);
    for (String name : List.of("plain", "fenced")) {
      var trigger = TriggerBuilder.newTrigger().withIdentity(name).startAt(nextYear());
      scheduler.scheduleJob(
          trigger.forJob(name, "reports").usingJobData("otto.modelRef", "p/a").build());
      scheduler.pauseTrigger(new TriggerKey(name));
    }
  }

  /** The data of jobs and triggers, with when these fire and whether. */
  private String stored() throws Exception {
    var all = new StringBuilder();
    for (String name : List.of("own", "plain", "fenced")) {
      var key = new JobKey(name, "reports");
      all.append(new TreeMap<>(scheduler.getJobDetail(key).getJobDataMap()).descendingMap());
      for (Trigger trigger : scheduler.getTriggersOfJob(key)) {
        all.append(trigger.getJobDataMap().getWrappedMap())
            .append(trigger.getNextFireTime())
            .append(scheduler.getTriggerState(trigger.getKey()));
      }
    }
    return all.toString();
  }

  private static Object replace(String from, String to) throws JMException {
    String text = String.class.getName();
    return SERVER.invoke(
        name("JobModels"),
        "replaceModel",
        new Object[] {from, to, "", false},
        new String[] {text, text, text, "boolean"});
  }

  private static Object undo(long number) throws JMException {
    return SERVER.invoke(
        name("JobModels"), "undoReplacement", new Object[] {number}, new String[] {"long"});
  }

  private static void execute(String sql) throws Exception {
    try (var connection = DriverManager.getConnection(URL);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void anExporterWithTheSampleAsksTheStoreNothingInAMinuteOfScraping() throws Exception {
    add("nightly", "reports");
    var exporter =
        new JmxCollector(Path.of("../../config-samples/jmx-exporter.yaml").toFile())
            .register(new PrometheusRegistry());
    List<String> ignored = CountedConnections.queriesOfThisThread();
    assertEquals(false, ignored.isEmpty());
    for (int second = 0; second < 60; second++) {
      String scraped =
          exporter.collect().stream().map(it -> it.getMetadata().getName()).toList().toString();
      assertTrue(scraped.contains("dev_otto_modelcatalog_count"), scraped);
    }
    assertEquals(List.of(), CountedConnections.queriesOfThisThread());
  }

  private static Date nextYear() {
    return DateBuilder.futureDate(1, DateBuilder.IntervalUnit.YEAR);
  }

  private static void withoutClassLoader(Callable<Void> work) throws Exception {
    var task = new FutureTask<>(work);
    var thread = new Thread(task, "attached");
    thread.setContextClassLoader(null);
    thread.start();
    task.get();
  }

  private void add(String name, String group) throws Exception {
    var job = JobBuilder.newJob(AskingJob.class).withIdentity(name, group).storeDurably().build();
    scheduler.addJob(job, true);
  }

  private static ObjectName name(String type) throws JMException {
    return new ObjectName("dev.otto:type=" + type + ",scheduler=stored");
  }

  private static Object invoke(String type, String operation, String... arguments)
      throws JMException {
    String[] signature = new String[arguments.length];
    Arrays.fill(signature, String.class.getName());
    return SERVER.invoke(name(type), operation, arguments, signature);
  }

  private static void createTables() throws Exception {
    String script = "/org/quartz/impl/jdbcjobstore/tables_h2.sql";
    try (InputStream tables = Scheduler.class.getResourceAsStream(script)) {
      execute(new String(tables.readAllBytes(), UTF_8));
    }
  }

  private Properties properties() {
    String quartz = "org.quartz.";
    var properties = new Properties();
    properties.setProperty(quartz + "scheduler.instanceName", "stored");
    properties.setProperty(quartz + "threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    properties.setProperty(quartz + "threadPool.threadCount", "2");
    properties.setProperty(quartz + "jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    properties.setProperty(
        quartz + "jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.StdJDBCDelegate");
    properties.setProperty(quartz + "jobStore.dataSource", "counted");
    String source = quartz + "dataSource.counted.";
    properties.setProperty(source + "connectionProvider.class", CountedConnections.class.getName());
    properties.setProperty(source + "url", URL);
    String plugin = quartz + "plugin.otto.";
    properties.setProperty(plugin + "class", "dev.otto.models.quartz.OttoModelsPlugin");
    properties.setProperty(plugin + "openCodeUrl", openCode.url());
    properties.setProperty(plugin + "configFile", folder.resolve("models.jsonc").toString());
    properties.setProperty(quartz + "plugin.ottoJmx.class", "dev.otto.jmx.OttoJmxPlugin");
    return properties;
  }
}
