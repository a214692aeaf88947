package dev.otto.benchmarks.durable;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.otto.benchmarks.Lap;
import dev.otto.benchmarks.Query;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import javax.sql.DataSource;

/** The contender db-scheduler, which deletes a one-shot when it is done. */
final class DbScheduler implements Contender {
  private static final String TASK = "no-op";
  private static final String[] SCHEMA = {
    """
    CREATE TABLE scheduled_tasks (
      task_name TEXT NOT NULL, task_instance TEXT NOT NULL, task_data BLOB,
      execution_time TIMESTAMP NOT NULL, picked BOOLEAN NOT NULL, picked_by TEXT,
      last_success TIMESTAMP, last_failure TIMESTAMP, consecutive_failures INTEGER,
      last_heartbeat TIMESTAMP, version INTEGER NOT NULL, priority INTEGER,
      PRIMARY KEY (task_name, task_instance))
    """,
    "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
    "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)"
  };

  private final int threads;
  private final int connections;

  DbScheduler(int threads, int connections) {
    this.threads = threads;
    this.connections = connections;
  }

  @Override
  public String name() {
    return "db-scheduler 16.12.0";
  }

  @Override
  public Lap run(Path database, int jobs) throws Exception {
    var lap = new Lap(jobs);
    OneTimeTask<Void> task = Tasks.oneTime(TASK).execute((instance, context) -> lap.execute());
    try (var pool = Sqlite.pool(database, connections)) {
      fill(pool, jobs);
      Scheduler scheduler =
          Scheduler.create(pool, task)
              .threads(threads)
              .pollingInterval(Duration.ofMillis(100))
              .build();
      try (Connection outside = Sqlite.reader(database)) {
        scheduler.start();
        return lap.awaitAll(
            () -> jobs - Query.number(outside, "SELECT count(*) FROM scheduled_tasks"));
      } finally {
        scheduler.stop();
      }
    }
  }

  private static void fill(DataSource source, int jobs) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement schema = connection.createStatement()) {
      for (String statement : SCHEMA) {
        schema.execute(statement);
      }
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement(
              """
              INSERT INTO scheduled_tasks
                (task_name, task_instance, execution_time, picked, version) VALUES (?, ?, ?, 0, 1)
              """)) {
        for (int i = 0; i < jobs; i++) {
          insert.setString(1, TASK);
          insert.setString(2, "job " + i);
          insert.setTimestamp(3, new Timestamp(System.currentTimeMillis() - jobs + i));
          insert.addBatch();
        }
        insert.executeBatch();
      }
      connection.commit();
    }
  }
}
