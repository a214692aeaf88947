package dev.otto.scheduler.job;

import static dev.otto.scheduler.job.JobWorld.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.impl.matchers.GroupMatcher;

class MemoryTimetableTest {
  private static final Duration EXPIRE = Duration.ofHours(24);

  @AutoClose private JobWorld world;

  @BeforeEach
  void open(@TempDir Path folder) throws SchedulerException {
    Fired.IDS.clear();
    world = new JobWorld(folder, Fired.class);
  }

  /** Notes that it fired. */
  @DisallowConcurrentExecution
  public static final class Fired implements org.quartz.Job {
    static final Queue<String> IDS = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(JobExecutionContext context) {
      IDS.add(context.getJobDetail().getKey().getName());
    }
  }

  @Test
  void aTriggerFiresOnceAtTheNextTimeAndIgnoresMisfires() throws SchedulerException {
    oneShot("a", START.plusSeconds(60), "");
    Trigger trigger = world.trigger("a").orElseThrow();
    assertEquals(Optional.of(START.plusSeconds(60)), world.fires("a"));
    assertEquals(
        Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY, trigger.getMisfireInstruction());
    assertNull(trigger.getFireTimeAfter(trigger.getNextFireTime()));
    assertEquals(Trigger.DEFAULT_PRIORITY, trigger.getPriority());
  }

  @Test
  void quartzHoldsTheIdOfTheJobAloneBecauseTheRowIsTheTruth() throws SchedulerException {
    oneShot("a", START, ",'modelRef':'openai/gpt-5'");
    JobDetail detail = world.scheduler.getJobDetail(JobTimetable.key("a"));
    assertEquals("a", detail.getKey().getName());
    assertTrue(detail.getJobDataMap().isEmpty());
    assertTrue(world.trigger("a").orElseThrow().getJobDataMap().isEmpty());
  }

  @Test
  void systemJobsGoFirst() throws SchedulerException {
    world.jobs.start(List.of(new SystemJob("system-heartbeat", "heartbeat", 60, START)), EXPIRE);
    assertEquals(10, world.trigger("system-heartbeat").orElseThrow().getPriority());
  }

  @Test
  void aJobWithALabelThatThisOttoLacksHasNoTriggerUntilThatChanges() throws SchedulerException {
    oneShot("a", START.plusSeconds(60), ",'runsOn':'gpu'");
    oneShot("b", START.plusSeconds(60), ",'runsOn':'berlin'");
    assertTrue(world.trigger("a").isPresent());
    assertTrue(world.trigger("b").isEmpty());
    assertEquals(List.of("a"), waiting());
    world.timetable.prepare();
    assertTrue(world.trigger("b").isEmpty());
    world.patch("b", "{'runsOn':null}");
    assertTrue(world.trigger("b").isPresent());
    world.patch("a", "{'runsOn':'berlin'}");
    assertTrue(world.trigger("a").isEmpty());
    assertEquals(List.of("b"), waiting());
  }

  private List<String> waiting() {
    return world.timetable.waiting().stream().map(MemoryTimetable.WaitingJob::id).toList();
  }

  @Test
  void aChangedTimeMovesTheTrigger() throws SchedulerException {
    oneShot("a", START, "");
    world.patch("a", "{'runAt':" + START.plusSeconds(90).toEpochMilli() + "}");
    assertEquals(Optional.of(START.plusSeconds(90)), world.fires("a"));
  }

  @Test
  void aStartRebuildsEveryTriggerFromTheTable() throws SchedulerException {
    world.create("{'id':'late','type':'t','scheduleType':'recurring','cadenceMinutes':5}");
    oneShot("once", START.plusSeconds(10), "");
    oneShot("paused", START, "");
    world.jobs.pause("paused", JobWorld.ORDER);
    world.scheduler.clear();
    world.later(Duration.ofHours(2));

    world.jobs.start(List.of(), EXPIRE);

    assertEquals(Optional.of(START), world.fires("late"));
    assertEquals(Optional.of(START.plusSeconds(10)), world.fires("once"));
    assertEquals(Optional.empty(), world.fires("paused"));
  }

  @Test
  void aOneShotThatIsOverdueForTooLongExpiresAtStart() throws SchedulerException {
    oneShot("old", START, "");
    world.later(Duration.ofHours(25));
    oneShot("young", world.now.minusSeconds(60), "");

    world.jobs.start(List.of(), EXPIRE);

    assertEquals(TerminalState.EXPIRED, world.job("old").state().end().state());
    assertNull(world.job("old").state().nextRunAt());
    assertEquals(Optional.empty(), world.fires("old"));
    assertTrue(world.fires("young").isPresent());
    assertEquals(
        "{\"command\":\"update_task\",\"source\":\"scheduler\",\"reason\":\"Otto was not running at its time\"}",
        world.jobs.audit("old", 1).orElseThrow().getFirst().metadataJson());
  }

  @Test
  void overdueJobsFireOnceEachAsSoonAsTheSchedulerRuns() throws SchedulerException {
    world.now = Instant.now().minus(Duration.ofHours(1));
    for (int i = 0; i < 20; i++) {
      oneShot("j" + i, world.now, "");
    }
    world.jobs.start(List.of(), EXPIRE);
    world.scheduler.start();
    Awaitility.await().until(() -> Fired.IDS.size() >= 20);
    assertEquals(20, Set.copyOf(Fired.IDS).size());
    Awaitility.await().until(() -> world.fires("j0").isEmpty());
    assertEquals(20, Fired.IDS.size());
  }

  @Test
  void aJobInACancelledStateFiresNoMore() throws SchedulerException {
    oneShot("a", Instant.now().plusSeconds(3600), "");
    world.scheduler.start();
    world.jobs.cancel("a", null, JobWorld.ORDER);
    assertEquals(Set.of(), world.scheduler.getJobKeys(GroupMatcher.anyGroup()));
  }

  private void oneShot(String id, Instant at, String more) {
    world.create(
        "{'id':'%s','type':'t','scheduleType':'oneshot','runAt':%d%s}"
            .formatted(id, at.toEpochMilli(), more));
  }
}
