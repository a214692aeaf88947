package dev.otto.benchmarks.cluster;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.otto.benchmarks.Lap;
import dev.otto.benchmarks.Query;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The contender db-scheduler, which deletes a one-shot when it is done. */
final class DbSchedulerContender implements Contender {
  private static final int CONNECTIONS = 5;
  private static final String[] SCHEMA = {
    """
    CREATE TABLE scheduled_tasks (
      task_name TEXT NOT NULL, task_instance TEXT NOT NULL, task_data BYTEA,
      execution_time TIMESTAMP WITH TIME ZONE NOT NULL, picked BOOLEAN NOT NULL, picked_by TEXT,
      last_success TIMESTAMP WITH TIME ZONE, last_failure TIMESTAMP WITH TIME ZONE,
      consecutive_failures INT, last_heartbeat TIMESTAMP WITH TIME ZONE, version BIGINT NOT NULL,
      priority SMALLINT, PRIMARY KEY (task_name, task_instance))
    """,
    "CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time)",
    "CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat)"
  };

  @Override
  public String name() {
    return "db-scheduler 16.12.0";
  }

  /** A node of the cluster. */
  private record Node(HikariDataSource pool, Scheduler scheduler) {
    static Node make(String url, int number, int threads, Lap lap) {
      var config = new HikariConfig();
      config.setJdbcUrl(url);
      config.setUsername("postgres");
      config.setMaximumPoolSize(CONNECTIONS);
      var pool = new HikariDataSource(config);
      OneTimeTask<Void> task = Tasks.oneTime("no-op").execute((_, _) -> lap.execute());
      Scheduler scheduler =
          Scheduler.create(pool, task)
              .threads(threads)
              .schedulerName(new SchedulerName.Fixed("node-" + number))
              .pollUsingLockAndFetch(0.5, 2.0)
              .pollingInterval(Duration.ofMillis(100))
              .build();
      return new Node(pool, scheduler);
    }

    void stop() {
      scheduler.stop();
      pool.close();
    }
  }

  @Override
  public double run(String url, int nodes, int threads, int jobs) throws Exception {
    var lap = new Lap(jobs);
    List<Node> all = new ArrayList<>();
    try (Connection outside = DriverManager.getConnection(url, "postgres", "")) {
      fill(outside, jobs);
      for (int i = 0; i < nodes; i++) {
        all.add(Node.make(url, i, threads, lap));
      }
      for (Node node : all) {
        node.scheduler().start();
      }
      return lap.awaitAll(
              () -> jobs - Query.number(outside, "SELECT count(*) FROM scheduled_tasks"))
          .perSecond();
    } finally {
      all.forEach(Node::stop);
    }
  }

  private static void fill(Connection connection, int jobs) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String step : SCHEMA) {
        statement.execute(step);
      }
      statement.execute(
          """
          INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
          SELECT 'no-op', 'job ' || i, now() - i * interval '1 millisecond', false, 1
          FROM generate_series(1, %d) AS i
          """
              .formatted(jobs));
    }
  }
}
