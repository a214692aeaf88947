package dev.otto.jmx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.testing.OfferedModels;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import javax.management.Notification;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.DateBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;

class JobModelsBeanTest {
  private static final String FENCE = "otto.onlyProviders";
  private static final String BEAN = "JobModels";

  @TempDir private Path folder;
  private OfferedModels openCode;
  private Application application;
  private Scheduler scheduler;

  @BeforeEach
  void start() throws Exception {
    Jobs.MODELS.clear();
    openCode = new OfferedModels("a", "b", "picture");
    application = Application.start(folder, openCode);
    scheduler = application.scheduler();
  }

  @AfterEach
  void stop() throws Exception {
    application.close();
    openCode.close();
  }

  @Test
  void showsEachJobInALineWithWhatItAsksForAndGets() throws Exception {
    add(job("b", "reports").usingJobData("otto.flow", "heartbeat"));
    add(job("a", "reports").usingJobData("otto.modelRef", "p/b"));
    add(job("c", "reports").usingJobData("otto.modelRef", "b"));

    assertEquals(3, application.get(BEAN, "Count"));
    assertEquals(
        List.of(
            "reports.a: p/b (job); flow scheduledTasks; asks p/b",
            "reports.b: p/a (global_default); flow heartbeat; asks inherit",
            "reports.c: no model (no_model_available); the job's otto.modelRef is \"b\": write"
                + " provider/model, or leave it out to inherit"),
        lines());
    CompositeData own = described("reports.a");
    assertEquals("p/b", own.get("override"));
    assertEquals("p/b", own.get("model"));
    assertEquals("scheduledTasks", own.get("flow"));
    assertEquals("no_model_available", described("reports.c").get("source"));
  }

  private List<String> lines() throws Exception {
    return List.of((String[]) application.get(BEAN, "Jobs"));
  }

  private CompositeData described(String job) throws Exception {
    return (CompositeData) application.invoke(BEAN, "describe", job);
  }

  @Test
  void dataOfTheTriggerThatFiresNextCount() throws Exception {
    JobDetail job = add(job("one", "reports").usingJobData("otto.policy", "strict"));
    scheduler.scheduleJob(weekly().withIdentity("plain").forJob(job).build());
    String own =
        "reports.one: p/a (global_default); flow scheduledTasks; asks inherit policy=strict";
    assertEquals(List.of(own), lines());
    var soon = DateBuilder.futureDate(1, DateBuilder.IntervalUnit.DAY);
    scheduler.scheduleJob(
        weekly()
            .withIdentity("own")
            .startAt(soon)
            .forJob(job)
            .usingJobData("otto.modelRef", "p/b")
            .build());
    String says = "; its trigger DEFAULT.own says so, which comes before the job";
    assertEquals(
        List.of("reports.one: p/b (job); flow scheduledTasks; asks p/b policy=strict" + says),
        lines());
    var explained =
        (CompositeData) application.invoke("ModelResolver", "explainJob", "reports.one");
    assertEquals("p/b", explained.get("model"));
    assertEquals("the job names p/b" + says, explained.get("reason"));
    scheduler.unscheduleJob(new TriggerKey("plain"));
    scheduler.scheduleJob(
        weekly()
            .withIdentity("sooner")
            .startAt(DateBuilder.futureDate(1, DateBuilder.IntervalUnit.HOUR))
            .forJob(job)
            .build());
    assertEquals(List.of(own + "; its trigger DEFAULT.own asks for something else"), lines());
    application.invoke(BEAN, "setModel", "reports.one", "p/a");
    assertEquals("strict", stored("one", "reports").getString("otto.policy"));
    assertEquals(2, stored("one", "reports").size());
  }

  @Test
  void allThatAJobAsksForGoesIntoItsData() throws Exception {
    add(job("nightly", "reports").usingJobData("copies", 3));
    String line = "p/b fallbacks=p/a policy=strict onlyProviders=p";
    assertEquals(
        "reports.nightly: " + line, application.invoke(BEAN, "setChoice", "reports.nightly", line));
    JobDataMap data = scheduler.getJobDetail(new JobKey("nightly", "reports")).getJobDataMap();
    assertEquals("p/b", data.get("otto.modelRef"));
    assertEquals("p/a", data.get("otto.fallbacks"));
    assertEquals("strict", data.get("otto.policy"));
    assertEquals("p", data.get("otto.onlyProviders"));
    assertEquals(3, data.get("copies"));
    assertEquals(line, described("reports.nightly").get("choice"));
    application.invoke(BEAN, "clearModel", "reports.nightly");
    assertEquals(
        "inherit policy=strict onlyProviders=p", described("reports.nightly").get("choice"));
  }

  @Test
  void theModelAloneOfAJobWhoseDataCannotBeReadIsNotSet() throws Exception {
    add(job("odd", "reports").usingJobData("otto.policy", "stern").usingJobData(FENCE, "p"));
    String refused = refusal("reports.odd", "p/b");
    assertTrue(refused.startsWith("the job's otto.policy is \"stern\""), refused);
    assertTrue(refused.contains("setChoice"), refused);
    assertEquals("p", stored("odd", "reports").getString(FENCE));
    assertFalse(stored("odd", "reports").containsKey("otto.modelRef"));

    application.invoke(BEAN, "setChoice", "reports.odd", "p/b onlyProviders=p");
    assertEquals("p/b", stored("odd", "reports").getString("otto.modelRef"));
    assertFalse(stored("odd", "reports").containsKey("otto.policy"));
  }

  @Test
  void askingTheNextModelIsNotForJobsThatPromptThemselves() throws Exception {
    add(job("nightly", "reports"));
    String line = "p/b fallbacks=p/a onFailure=next";
    String refused =
        Application.refusal(() -> application.invoke(BEAN, "setChoice", "reports.nightly", line));
    assertTrue(refused.startsWith("onFailure=next is not for jobs that send"), refused);
    assertEquals("inherit", described("reports.nightly").get("choice"));
  }

  @Test
  void showsTheFirstThousandJobs() throws Exception {
    for (int i = 0; i < 1_001; i++) {
      add(job("job-%04d".formatted(i), "many"));
    }
    assertEquals(1_001, application.get(BEAN, "Count"));
    List<String> jobs = lines();
    assertEquals(1_000, jobs.size());
    assertTrue(jobs.get(999).startsWith("many.job-0999: "), jobs.get(999));
  }

  @Test
  void aModelSetIsUsedByTheNextRunAndAllElseOfTheJobStays() throws Exception {
    JobDetail before =
        job("nightly", "reports")
            .withDescription("every night")
            .requestRecovery()
            .usingJobData("otto.flow", "heartbeat")
            .usingJobData("copies", 3)
            .storeDurably(false)
            .build();
    Trigger trigger = weekly().forJob(before).build();
    scheduler.scheduleJob(before, trigger);

    assertEquals(
        "reports.nightly: p/b", application.invoke(BEAN, "setModel", "reports.nightly", " p/b "));

    JobDetail after = scheduler.getJobDetail(before.getKey());
    assertEquals("p/b", after.getJobDataMap().getString("otto.modelRef"));
    assertEquals("heartbeat", after.getJobDataMap().getString("otto.flow"));
    assertEquals(3, after.getJobDataMap().getInt("copies"));
    assertEquals("every night", after.getDescription());
    assertTrue(after.requestsRecovery());
    assertFalse(after.isDurable());
    assertEquals(Jobs.Asking.class, after.getJobClass());
    assertEquals(
        List.of(trigger.getKey()),
        scheduler.getTriggersOfJob(before.getKey()).stream().map(Trigger::getKey).toList());
    scheduler.triggerJob(before.getKey());
    assertEquals("p/b", Jobs.MODELS.poll(20, SECONDS));
  }

  @Test
  void aModelClearedIsInheritedAgain() throws Exception {
    add(job("one", "reports").usingJobData("otto.modelRef", "p/b"));
    assertEquals("reports.one: inherit", application.invoke(BEAN, "clearModel", "reports.one"));
    assertFalse(stored("one", "reports").containsKey("otto.modelRef"));

    application.invoke(BEAN, "setModel", "reports.one", "p/b");
    application.invoke(BEAN, "setModel", "reports.one", "");
    assertFalse(stored("one", "reports").containsKey("otto.modelRef"));
  }

  @Test
  void aWrongModelOrJobIsRefusedAndChangesNothing() throws Exception {
    add(job("one", Scheduler.DEFAULT_GROUP));
    assertEquals(
        "The catalog has no model p/bb; near matches: p/b, p/a", refusal("DEFAULT.one", "p/bb"));
    assertEquals(
        "p/picture cannot answer with text; choose a model that can", refusal("one", "p/picture"));
    assertEquals(
        "There is no job \"two\"; see the attribute Jobs of JobModels", refusal("two", "p/b"));
    assertEquals("Enter a job; see the attribute Jobs of JobModels", refusal(" ", "p/b"));
    String pasted = refusal("x".repeat(1_000_000), "p/b");
    assertTrue(pasted.startsWith("There is no job \"xxx") && pasted.length() < 700, pasted);
    assertTrue(refusal("one", "b").startsWith("\"b\" is not a model reference"));
    assertTrue(stored("one", Scheduler.DEFAULT_GROUP).isEmpty());
  }

  @Test
  void dotsInGroupsAndNamesAreNoObstacleUnlessTheyAreAmbiguous() throws Exception {
    add(job("c", "a.b"));
    application.invoke(BEAN, "setModel", "a.b.c", "p/b");
    assertEquals("p/b", stored("c", "a.b").getString("otto.modelRef"));

    add(job("b.c", "a"));
    assertEquals(
        "\"a.b.c\" names several jobs; write \"a\".\"b.c\" or \"a.b\".\"c\"",
        refusal("a.b.c", "p/a"));
    application.invoke(BEAN, "setModel", "\"a\".\"b.c\"", "p/a");
    assertEquals("p/a", stored("b.c", "a").getString("otto.modelRef"));
    assertEquals(
        List.of(
            "\"a\".\"b.c\": p/a (job); flow scheduledTasks; asks p/a",
            "\"a.b\".\"c\": p/b (job); flow scheduledTasks; asks p/b"),
        lines());
  }

  @Test
  void saysWhichTriggerComesFirst() throws Exception {
    JobDetail job = add(job("one", "reports"));
    scheduler.scheduleJob(
        weekly().withIdentity("own").forJob(job).usingJobData("otto.modelRef", "p/a").build());
    assertEquals(
        "reports.one: p/b; but its trigger DEFAULT.own names a model, which comes first",
        application.invoke(BEAN, "setModel", "reports.one", "p/b"));
  }

  @Test
  void aRunningJobThatWouldStoreItsOldDataIsLeftAlone() throws Exception {
    Jobs.release = new CountDownLatch(1);
    JobDetail job =
        add(JobBuilder.newJob(Jobs.Waiting.class).withIdentity("waiting").storeDurably());
    scheduler.triggerJob(job.getKey());
    assertEquals("p/a", Jobs.MODELS.poll(20, SECONDS));

    assertEquals(
        "DEFAULT.waiting runs and stores its data when it ends, which would undo the change; then"
            + " try again",
        refusal("waiting", "p/b"));
    Jobs.release.countDown();
    await().atMost(20, SECONDS).until(() -> scheduler.getCurrentlyExecutingJobs().isEmpty());
    application.invoke(BEAN, "setModel", "waiting", "p/b");
    assertEquals("p/b", stored("waiting", Scheduler.DEFAULT_GROUP).getString("otto.modelRef"));
  }

  @Test
  void aRunThatFailsIsToldWithWhatTheJobThrew() throws Exception {
    BlockingQueue<Notification> heard = application.notifications(BEAN);
    run(Jobs.Broken.class, "broken");
    Notification told = ForeignClient.receive(heard.poll(20, SECONDS));
    assertEquals("dev.otto.run.failed", told.getType());
    assertEquals(1, told.getSequenceNumber());
    assertEquals("DEFAULT.broken failed: IllegalStateException: out of ink", told.getMessage());
    assertEquals("DEFAULT.broken", Application.fact(told, "job"));

    openCode.offer("a", "b");
    add(job("helpless", "reports").usingJobData("otto.flow", "none"));
    scheduler.triggerJob(new JobKey("helpless", "reports"));
    String message = heard.poll(20, SECONDS).getMessage();
    assertTrue(message.startsWith("reports.helpless failed: no_model_available for job"), message);
  }

  private void run(Class<? extends Job> type, String name) throws Exception {
    scheduler.scheduleJob(
        JobBuilder.newJob(type).withIdentity(name).build(), TriggerBuilder.newTrigger().build());
  }

  private static JobBuilder job(String name, String group) {
    return JobBuilder.newJob(Jobs.Asking.class).withIdentity(name, group).storeDurably();
  }

  private static TriggerBuilder<?> weekly() {
    return TriggerBuilder.newTrigger()
        .startAt(DateBuilder.futureDate(1, DateBuilder.IntervalUnit.YEAR))
        .withSchedule(SimpleScheduleBuilder.repeatHourlyForever(168));
  }

  private JobDetail add(JobBuilder builder) throws Exception {
    JobDetail job = builder.build();
    scheduler.addJob(job, true);
    return job;
  }

  private JobDataMap stored(String name, String group) throws Exception {
    return scheduler.getJobDetail(new JobKey(name, group)).getJobDataMap();
  }

  private String refusal(String job, String modelRef) {
    return Application.refusal(() -> application.invoke(BEAN, "setModel", job, modelRef));
  }
}
