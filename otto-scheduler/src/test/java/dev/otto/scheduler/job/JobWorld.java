package dev.otto.scheduler.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaults;
import dev.otto.models.Modalities;
import dev.otto.models.Modality;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.prompt.Agent;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.TestDatabase;
import dev.otto.scheduler.node.NodeLabels;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;

/** Jobs on a real database and a real scheduler, with a clock that is set. */
final class JobWorld implements AutoCloseable {
  static final String HOURLY =
      "{'id':'a','type':'report','scheduleType':'recurring','cadenceMinutes':60}";
  static final String DAILY =
      "{'id':'a','type':'report','scheduleType':'recurring','cron':'0 9 * * *'}";
  static final ModelRef GPT = ModelRef.of("openai/gpt-5");
  static final ModelRef IMAGES = ModelRef.of("openai/image-1");
  static final ModelRef TINY = ModelRef.of("fake/tiny");
  static final Order ORDER = Order.by(new Actor("token", Surface.CLI));
  static final Instant START = Instant.ofEpochMilli(1_800_000_000_000L);

  private static final AtomicInteger WORLDS = new AtomicInteger();
  private static final ObjectMapper JSON = new ObjectMapper();

  final Database database;
  final Scheduler scheduler;
  final MemoryTimetable timetable;
  final JobService jobs;
  Instant now = START;
  Optional<List<Agent>> agents = Optional.empty();

  private final AtomicInteger ids = new AtomicInteger();

  JobWorld(Path folder) throws SchedulerException {
    this(folder, Nothing.class);
  }

  JobWorld(Path folder, Class<? extends org.quartz.Job> runs) throws SchedulerException {
    this(TestDatabase.SQLITE.open(folder), runs);
  }

  JobWorld(Path folder, TestDatabase on) throws SchedulerException {
    this(on.open(folder), Nothing.class);
  }

  private JobWorld(Database database, Class<? extends org.quartz.Job> runs)
      throws SchedulerException {
    this.database = database;
    scheduler = scheduler();
    var labels = new NodeLabels(database, Set.of("gpu"));
    timetable = new MemoryTimetable(scheduler, database, runs, labels);
    var context =
        new JobContext(
            () -> now,
            ZoneId.of("Europe/Berlin"),
            () -> "fresh-" + ids.incrementAndGet(),
            JobWorld::catalog,
            () -> agents,
            new ModelResolver(JobWorld::catalog, FlowDefaults::none),
            Optional.empty(),
            labels);
    jobs = new JobService(database, timetable, context);
  }

  /** Does nothing when it fires. */
  public static final class Nothing implements org.quartz.Job {
    @Override
    public void execute(JobExecutionContext context) {}
  }

  JobResult create(String body) {
    return jobs.create(fields(body), ORDER);
  }

  JobResult patch(String id, String body) {
    return jobs.update(id, fields(body), ORDER);
  }

  Job job(String id) {
    return jobs.find(id).orElseThrow();
  }

  void later(Duration passed) {
    now = now.plus(passed);
  }

  /** As the run does it. */
  void run(String id) {
    database.write(tx -> tx.update("UPDATE jobs SET lock_token = 'r1' WHERE id = ?", id));
    timetable.schedule(id);
  }

  Optional<Trigger> trigger(String id) throws SchedulerException {
    return Optional.ofNullable(scheduler.getTrigger(TriggerKey.triggerKey(id, "otto")));
  }

  Optional<Instant> fires(String id) throws SchedulerException {
    return trigger(id).map(trigger -> trigger.getNextFireTime().toInstant());
  }

  static JobFields fields(String body) {
    return JobFields.of(json(body.replace('\'', '"')));
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static CatalogSnapshot catalog() {
    var images =
        new Model(
            IMAGES,
            "Images",
            Model.Limits.UNKNOWN,
            Model.Prices.UNKNOWN,
            new Model.Abilities(
                false,
                false,
                List.of(),
                new Modalities(Set.of(Modality.TEXT), Set.of(Modality.IMAGE), false)),
            Optional.empty(),
            Optional.empty());
    return CatalogSnapshot.of(
        new ModelBackend.Listing(List.of(Model.named(GPT), images, tiny()), Optional.of(GPT), 0),
        START,
        1);
  }

  private static Model tiny() {
    return new Model(
        TINY,
        "Tiny",
        new Model.Limits(OptionalLong.of(4_096), OptionalLong.empty()),
        Model.Prices.UNKNOWN,
        new Model.Abilities(false, true, List.of(), Modalities.TEXT_ONLY),
        Optional.empty(),
        Optional.empty());
  }

  private static Scheduler scheduler() throws SchedulerException {
    var properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "jobs-" + WORLDS.incrementAndGet());
    properties.setProperty("org.quartz.threadPool.threadCount", "2");
    properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    return new StdSchedulerFactory(properties).getScheduler();
  }

  @Override
  public void close() throws SchedulerException {
    scheduler.shutdown(false);
    database.close();
  }
}
