package dev.otto.scheduler.daemon;

import dev.otto.scheduler.job.JobTimetable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.SchedulerRepository;

/**
 * The jobs of a running Otto that are due by a clock which is ahead of the machine's, by which
 * Quartz fires: their time is set to now, in the row and in Quartz.
 */
record DueJobs(Path file, InstantSource clock) {

  /** Lets Quartz fire what is due. */
  void fire() throws SQLException, SchedulerException {
    long now = System.currentTimeMillis();
    for (String id : due()) {
      change("UPDATE jobs SET next_run_at = " + now + " WHERE id = '" + id + "'");
      for (Scheduler scheduler : SchedulerRepository.getInstance().lookupAll()) {
        Date unused =
            scheduler.rescheduleJob(
                new TriggerKey(id, "otto"),
                TriggerBuilder.newTrigger()
                    .withIdentity(id, "otto")
                    .forJob(JobTimetable.key(id))
                    .startAt(Date.from(Instant.ofEpochMilli(now)))
                    .withSchedule(
                        SimpleScheduleBuilder.simpleSchedule()
                            .withMisfireHandlingInstructionIgnoreMisfires())
                    .build());
      }
    }
  }

  private List<String> due() throws SQLException {
    try (var connection = connect(file);
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT id FROM jobs WHERE terminal_state IS NULL AND lock_token IS NULL"
                    + " AND next_run_at <= "
                    + clock.instant().toEpochMilli())) {
      var ids = new ArrayList<String>();
      while (rows.next()) {
        ids.add(rows.getString("id"));
      }
      return ids;
    }
  }

  /** Reports whether a job is in the file that is at the database's place. */
  boolean holds(String id) throws SQLException {
    try (var connection = connect(file);
        var statement = connection.prepareStatement("SELECT 1 FROM jobs WHERE id = ?")) {
      statement.setString(1, id);
      return statement.executeQuery().next();
    }
  }

  void change(String sql) throws SQLException {
    try (var connection = connect(file);
        var statement = connection.createStatement()) {
      int unused = statement.executeUpdate(sql);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (var statement = connection.createStatement()) {
      boolean unused = statement.execute("PRAGMA busy_timeout = 20000");
    }
    return connection;
  }

  /** The lock that another program holds on a database. */
  static final class Lock {
    private final Path file;
    private Connection holder;

    Lock(Path file) {
      this.file = file;
    }

    void take() throws SQLException {
      holder = connect(file);
      try (var statement = holder.createStatement()) {
        boolean unused = statement.execute("BEGIN IMMEDIATE");
      }
    }

    void release() throws SQLException {
      holder.close();
    }
  }
}
