package dev.otto.scheduler.daemon;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.scheduler.database.ClusterStore;
import dev.otto.scheduler.database.PostgresDatabase;
import dev.otto.scheduler.database.TestDatabase;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.utils.DBConnectionManager;

/** The store of a node's schedulers. */
class ClusterStoreTest {
  private static final List<String> JOBS = List.of("one", "refused", "other");

  @Test
  void anEndThatTheDatabaseRefusesHoldsNoOthers(@TempDir Path folder) throws Exception {
    TestDatabase.Address address = TestDatabase.address(folder);
    var ends = new CyclicBarrier(JOBS.size());
    try (var database = TestDatabase.shared(address.url(), "node")) {
      refuseTheEndOf("refused", address);
      DBConnectionManager.getInstance().addConnectionProvider("ends", database.quartzConnections());
      Scheduler scheduler =
          ClusteredFiring.scheduler(
              QuartzSettings.of(ClusterStore.PROMPTS, JOBS.size()), "node", "ends");
      try {
        scheduler.setJobFactory((_, _) -> _ -> await(ends));
        for (String job : JOBS) {
          schedule(scheduler, job);
        }
        scheduler.start();
        Awaitility.await()
            .atMost(60, SECONDS)
            .untilAsserted(() -> assertEquals(List.of("refused"), fired(database)));
      } finally {
        allowIt(address);
        scheduler.shutdown(true);
      }
      assertEquals(List.of(), fired(database));
    }
  }

  private static void schedule(Scheduler scheduler, String job) throws Exception {
    scheduler.scheduleJob(
        JobBuilder.newJob(Job.class).withIdentity(job).build(),
        Set.of(TriggerBuilder.newTrigger().withIdentity(job).startNow().build()),
        true);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> fired(PostgresDatabase database) {
    return database.read(
        tx ->
            tx.query(
                "SELECT trigger_name FROM qrtz_fired_triggers", row -> row.text("trigger_name")));
  }

  private static void refuseTheEndOf(String job, TestDatabase.Address address) throws SQLException {
    execute(
        address,
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'refused';
        END $$;
        CREATE TRIGGER refuse BEFORE DELETE ON qrtz_fired_triggers
          FOR EACH ROW WHEN (OLD.trigger_name = '%s') EXECUTE FUNCTION refuse()
        """
            .formatted(job));
  }

  private static void allowIt(TestDatabase.Address address) throws SQLException {
    execute(address, "DROP FUNCTION refuse() CASCADE");
  }

  private static void execute(TestDatabase.Address address, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(address.url(), address.user(), "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
