package dev.otto.jmx;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.otto.models.testing.OfferedModels;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.simpl.RAMJobStore;

/**
 * A run begins in the milliseconds in which the model of its job is written, and stores the data
 * from before when it ends.
 */
class OvertakenChangeTest {
  private static final JobKey SLOW = new JobKey("slow");

  @TempDir private Path folder;

  /** Has something done just before the next job is stored. */
  public static final class OvertakenStore extends RAMJobStore {
    static final AtomicReference<Runnable> BEFORE = new AtomicReference<>();

    @Override
    public void storeJob(JobDetail job, boolean replace) throws ObjectAlreadyExistsException {
      Runnable before = BEFORE.getAndSet(null);
      if (before != null) {
        before.run();
      }
      super.storeJob(job, replace);
    }
  }

  @Test
  void theAnswerSaysThatTheChangeMayBeUndone() throws Exception {
    Jobs.MODELS.clear();
    Jobs.release = new CountDownLatch(1);
    String store = "org.quartz.jobStore.class = " + OvertakenStore.class.getName();
    try (var openCode = new OfferedModels("a", "b");
        var application = Application.start(folder, openCode, "app", store)) {
      Scheduler scheduler = application.scheduler();
      scheduler.addJob(
          JobBuilder.newJob(Jobs.Waiting.class).withIdentity(SLOW).storeDurably().build(), false);
      OvertakenStore.BEFORE.set(() -> begin(scheduler));
      assertEquals(
          "DEFAULT.slow: p/b; but a run began meanwhile and may undo it: look again when it has"
              + " ended",
          application.invoke("JobModels", "setModel", "slow", "p/b"));
      assertEquals("p/b", model(scheduler));

      Jobs.release.countDown();
      await().atMost(20, SECONDS).until(() -> scheduler.getCurrentlyExecutingJobs().isEmpty());
      await().atMost(20, SECONDS).untilAsserted(() -> assertNull(model(scheduler)));
      assertEquals("DEFAULT.slow: p/b", application.invoke("JobModels", "setModel", "slow", "p/b"));
    }
  }

  private static void begin(Scheduler scheduler) {
    try {
      scheduler.triggerJob(SLOW);
      assertEquals("p/a", Jobs.MODELS.poll(20, SECONDS));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Object model(Scheduler scheduler) throws Exception {
    return scheduler.getJobDetail(SLOW).getJobDataMap().get("otto.modelRef");
  }
}
