package dev.otto.jmx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.jmx.JobModels.RefusedException;
import dev.otto.jmx.JobModels.Replaced;
import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.testing.OfferedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import javax.management.MBeanException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.Trigger.TriggerState;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

/** A model that is replaced in the data of jobs and triggers in memory, and taken back. */
class ReplacementTest {
  private static final ModelRef A = ModelRef.of("p/a");
  private static final ModelRef B = ModelRef.of("p/b");
  private static final String BEAN = "JobModels";

  @TempDir private Path folder;
  private OfferedModels openCode;
  private Application application;
  private Scheduler scheduler;

  @BeforeEach
  void start() throws Exception {
    Jobs.MODELS.clear();
    openCode = new OfferedModels("a", "b", "c", "picture");
    application = Application.start(folder, openCode);
    scheduler = application.scheduler();
  }

  @AfterEach
  void stop() throws Exception {
    application.close();
    openCode.close();
  }

  private JobBuilder job(String name) {
    return JobBuilder.newJob(Jobs.Asking.class).withIdentity(name, "reports").storeDurably();
  }

  private void addAll() throws Exception {
    scheduler.addJob(job("own").usingJobData("otto.modelRef", "p/a").build(), false);
    scheduler.addJob(
        job("chain")
            .usingJobData("otto.modelRef", "p/c")
            .usingJobData("otto.fallbacks", "p/a,p/b")
            .usingJobData("copies", 3)
            .build(),
        false);
    scheduler.addJob(job("other").usingJobData("otto.modelRef", "p/c").build(), false);
    scheduler.addJob(job("plain").build(), false);
    trigger("nightly", "plain");
    trigger("paused", "plain");
    scheduler.pauseTrigger(new TriggerKey("paused"));
    application.set("FlowDefaults", "Heartbeat", "p/a");
  }

  private void trigger(String name, String job) throws Exception {
    scheduler.scheduleJob(
        TriggerBuilder.newTrigger()
            .withIdentity(name)
            .forJob(job, "reports")
            .usingJobData("otto.modelRef", "p/a")
            .withSchedule(CronScheduleBuilder.dailyAtHourAndMinute(3, 0))
            .build());
  }

  /** What each job and trigger has in its data, with when and whether the trigger fires. */
  private Map<String, Object> stored() throws Exception {
    var all = new TreeMap<String, Object>();
    for (String name : List.of("own", "chain", "other", "plain")) {
      var key = new JobKey(name, "reports");
      all.put(name, new TreeMap<>(scheduler.getJobDetail(key).getJobDataMap()));
      for (Trigger trigger : scheduler.getTriggersOfJob(key)) {
        Date next = trigger.getNextFireTime();
        TriggerState state = scheduler.getTriggerState(trigger.getKey());
        all.put(
            trigger.getKey().getName(),
            Map.of("data", Map.copyOf(trigger.getJobDataMap()), "next", next, "state", state));
      }
    }
    return all;
  }

  private Replaced replace(ModelRef to, boolean force) throws Exception {
    return JobModels.of(scheduler, Duration.ZERO).replace(A, to, Optional.empty(), force);
  }

  @Test
  void replacesInJobsTriggersAndFlowsAndTakesAllBack() throws Exception {
    addAll();
    Map<String, Object> before = stored();

    Replaced done = replace(B, false);

    assertEquals(5, done.changed().size());
    assertEquals(List.of(), done.left());
    Map<String, Object> after = stored();
    assertEquals(Map.of("otto.modelRef", "p/b"), after.get("own"));
    assertEquals(
        Map.of("otto.modelRef", "p/c", "otto.fallbacks", "p/b", "copies", 3), after.get("chain"));
    assertEquals(
        before.toString().replace("p/a,p/b", "p/b").replace("p/a", "p/b"), after.toString());
    assertEquals(Optional.of(B), flow());

    Replaced undone = JobModels.of(scheduler, Duration.ZERO).undo(done);
    assertEquals(5, undone.changed().size());
    assertEquals(before, stored());
    assertEquals(Optional.of(A), flow());
  }

  private Optional<ModelRef> flow() throws Exception {
    return application.models().flowDefaults().current().get(Flow.HEARTBEAT);
  }

  @Test
  void anUndoLeavesAndNamesWhatSomebodyChangedSince() throws Exception {
    addAll();
    Replaced done = replace(B, false);
    openCode.offer("b", "c", "picture");
    application.invoke("ModelCatalog", "refresh");
    application.invoke(BEAN, "setModel", "reports.own", "p/c");
    application.set("FlowDefaults", "Heartbeat", "p/c");
    scheduler.unscheduleJob(new TriggerKey("nightly"));

    Replaced undone = JobModels.of(scheduler, Duration.ZERO).undo(done);

    assertEquals(
        List.of("job reports.own: it asks for p/c now", "flow heartbeat: it asks for p/c now"),
        undone.left().stream().map(it -> it.place() + ": " + it.why()).toList());
    assertEquals(2, undone.changed().size());
    assertEquals(Map.of("otto.modelRef", "p/c"), stored().get("own"));
    assertTrue(stored().get("chain").toString().contains("p/a,p/b"));
  }

  @Test
  void aModelThatTheCatalogLacksOrAFenceKeepsOutNeedsForce() throws Exception {
    addAll();
    scheduler.addJob(
        job("fenced")
            .usingJobData("otto.modelRef", "p/a")
            .usingJobData("otto.onlyProviders", "p")
            .build(),
        false);
    Map<String, Object> before = stored();
    var absent = ModelRef.of("q/new");
    String refused =
        assertThrows(RefusedException.class, () -> replace(absent, false)).getMessage();
    assertTrue(refused.startsWith("The catalog has no model q/new"), refused);
    var picture = ModelRef.of("p/picture");
    refused = assertThrows(RefusedException.class, () -> replace(picture, false)).getMessage();
    assertEquals("p/picture cannot answer with text; choose a model that can", refused);
    assertEquals(before, stored());

    assertEquals(6, replace(absent, true).changed().size());
    assertTrue(stored().get("own").toString().contains("q/new"));
  }

  @Test
  void whereTheFileCannotBeChangedTheDataAreAsTheyWere() throws Exception {
    addAll();
    Map<String, Object> before = stored();
    var file = Path.of(application.models().flowDefaults().location());
    Files.writeString(file, "{ broken");
    String refused = assertThrows(RefusedException.class, () -> replace(B, false)).getMessage();
    assertTrue(refused.startsWith(file + " is not changed: "), refused);
    assertEquals(before, stored());
  }

  @Test
  void aTriggerInErrorStaysInError() throws Exception {
    var key = new TriggerKey("doomed");
    scheduler.addJob(
        JobBuilder.newJob(Jobs.Hidden.class).withIdentity("hidden").storeDurably().build(), false);
    scheduler.scheduleJob(
        TriggerBuilder.newTrigger()
            .withIdentity(key)
            .forJob("hidden")
            .usingJobData("otto.modelRef", "p/a")
            .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever())
            .build());
    await().atMost(20, SECONDS).until(() -> scheduler.getTriggerState(key) == TriggerState.ERROR);
    assertEquals(1, replace(B, false).changed().size());
    assertEquals("p/b", scheduler.getTrigger(key).getJobDataMap().get("otto.modelRef"));
    assertEquals(TriggerState.ERROR, scheduler.getTriggerState(key));
  }

  @Test
  void aJobWhoseDataCannotBeReadIsLeftAndNamed() throws Exception {
    scheduler.addJob(
        job("odd")
            .usingJobData("otto.modelRef", "p/a")
            .usingJobData("otto.policy", "stern")
            .build(),
        false);
    Replaced done = replace(B, false);
    assertEquals(List.of(), done.changed());
    assertEquals("job reports.odd", done.left().get(0).place().toString());
    assertTrue(done.left().get(0).why().contains("otto.policy"), done.left().toString());
  }

  @Test
  void aRunThatStoresItsDataIsWaitedForOrLeftAndNamed() throws Exception {
    Jobs.release = new CountDownLatch(1);
    var waiting = new JobKey("waiting");
    scheduler.addJob(
        JobBuilder.newJob(Jobs.Waiting.class)
            .withIdentity(waiting)
            .usingJobData("otto.modelRef", "p/a")
            .storeDurably()
            .build(),
        false);
    scheduler.triggerJob(waiting);
    assertEquals("p/a", Jobs.MODELS.poll(20, SECONDS));

    Replaced left = replace(B, false);
    assertEquals(
        "it runs and stores its data when it ends", left.left().get(0).why(), left.toString());
    assertTrue(left.left().get(0).runs());

    var answer = new FutureTask<>(() -> bean("p/a", "p/b"));
    new Thread(answer, "client").start();
    await().atMost(20, SECONDS).until(() -> !answer.isDone());
    Jobs.release.countDown();
    assertEquals(
        "p/b took the place of p/a in 1 jobs, triggers and flows; its number is 1",
        answer.get(20, SECONDS));
    await().atMost(20, SECONDS).until(() -> scheduler.getCurrentlyExecutingJobs().isEmpty());
    assertEquals("p/b", scheduler.getJobDetail(waiting).getJobDataMap().get("otto.modelRef"));
  }

  private Object bean(String from, String to) throws Exception {
    return Application.SERVER.invoke(
        application.name(BEAN),
        "replaceModel",
        new Object[] {from, to, "", false},
        new String[] {"java.lang.String", "java.lang.String", "java.lang.String", "boolean"});
  }

  private Object undo(long number) throws Exception {
    return Application.SERVER.invoke(
        application.name(BEAN), "undoReplacement", new Object[] {number}, new String[] {"long"});
  }

  @Test
  void theBeanSaysTheNumberToTakeItBackBy() throws Exception {
    addAll();
    Map<String, Object> before = stored();
    String done = (String) bean("p/a", "p/b");
    assertEquals("p/b took the place of p/a in 5 jobs, triggers and flows; its number is 1", done);
    assertEquals(
        "p/a took the place of p/b in 5 jobs, triggers and flows; its number is 2", undo(1));
    assertEquals(before, stored());
    assertEquals(
        "p/b took the place of p/a in 5 jobs, triggers and flows; its number is 3", undo(2));
    String unknown = assertThrows(MBeanException.class, () -> undo(99)).getMessage();
    assertTrue(unknown.startsWith("There is no replacement 99"), unknown);
    assertFalse(stored().toString().contains("p/a"));
  }
}
