package dev.otto.benchmarks.cluster;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of a cluster, read past its Ottos. */
public record ClusterRows(Connection connection) {

  public List<String> openRuns(String node) throws SQLException {
    return texts("SELECT id FROM runs WHERE state = 'running' AND node = '" + node + "'");
  }

  /** Returns how many of these runs are open. */
  public long openOf(List<String> runs) throws SQLException {
    return number("SELECT count(*) FROM runs WHERE state = 'running' AND id IN " + list(runs));
  }

  /** Returns the milliseconds after this time at which these runs ended. */
  public List<Long> endsAfter(List<String> runs, long time) throws SQLException {
    return texts(
            "SELECT finished_at FROM runs WHERE finished_at IS NOT NULL AND id IN " + list(runs))
        .stream()
        .map(end -> Math.max(0, Long.parseLong(end) - time))
        .toList();
  }

  public long onesLeft() throws SQLException {
    return number(
        "SELECT count(*) FROM jobs WHERE schedule_type = 'oneshot' AND terminal_state IS NULL");
  }

  /** Returns how many recurring jobs of the campaign run, or have a time and a trigger for it. */
  public long cadencesThatWait() throws SQLException {
    return number(
        """
        SELECT count(*) FROM jobs WHERE type = 'load' AND schedule_type = 'recurring'
          AND (next_run_at IS NOT NULL OR lock_token IS NOT NULL)
        """);
  }

  /** Returns how many runs of each job had a session, each of which may be prompted once. */
  public Map<String, Integer> runsWithSession() throws SQLException {
    var all = new HashMap<String, Integer>();
    texts("SELECT job_id FROM runs WHERE session_id IS NOT NULL")
        .forEach(job -> all.merge(job, 1, Integer::sum));
    return all;
  }

  /** Returns the fire times that have several runs with a session; one without is repeated. */
  public List<String> claimedTwice() throws SQLException {
    return texts(
        """
        SELECT job_id || ' at ' || scheduled_for FROM runs
        WHERE session_id IS NOT NULL AND retry_of IS NULL
        GROUP BY job_id, scheduled_for HAVING count(*) > 1
        """);
  }

  /** Returns the one-shots that are over, and of which no run had a session. */
  public List<String> neverAsked() throws SQLException {
    return texts(
        """
        SELECT id FROM jobs WHERE schedule_type = 'oneshot' AND terminal_state IS NOT NULL
          AND NOT EXISTS (SELECT FROM runs WHERE job_id = jobs.id AND session_id IS NOT NULL)
        """);
  }

  public long lost() throws SQLException {
    return number("SELECT count(*) FROM runs WHERE state = 'lost'");
  }

  /** Returns how many changes of settings and jobs the audit has. */
  long auditEntries() throws SQLException {
    return number(
        """
        SELECT count(*) FROM audit_entries
        WHERE outcome = 'done' AND action IN ('flow_defaults.change', 'job.update')
        """);
  }

  /** Returns how many of the jobs of an upgrade that are not due there are of each kind. */
  List<String> jobsByKind() throws SQLException {
    return texts(
        """
        SELECT count(*) || CASE WHEN schedule_type = 'oneshot' THEN ' one-shots'
            WHEN cron IS NULL THEN ' at intervals' ELSE ' crons' END
          || CASE WHEN terminal_state IS NOT NULL THEN ' that are over'
            WHEN paused = 1 THEN ' that are paused' ELSE '' END
        FROM jobs WHERE type = 'load'
        GROUP BY schedule_type, cron IS NULL, terminal_state IS NOT NULL, paused ORDER BY 1
        """);
  }

  /** Returns how many jobs more than triggers there are that wait for a time. */
  long withoutTrigger() throws SQLException {
    return number(
        """
        SELECT (SELECT count(*) FROM jobs
            WHERE next_run_at IS NOT NULL AND paused = 0 AND lock_token IS NULL)
          - (SELECT count(*) FROM qrtz_triggers WHERE trigger_group = 'otto')
        """);
  }

  /** Returns how many of the jobs of an upgrade have run. */
  long jobsWithAnEnd() throws SQLException {
    return number(
        """
        SELECT count(DISTINCT job_id) FROM runs JOIN jobs ON jobs.id = job_id
        WHERE type = 'due' AND finished_at IS NOT NULL
        """);
  }

  /** Returns by how many milliseconds those began late that were due after this time, sorted. */
  List<Long> delaysAfter(long time) throws SQLException {
    return texts(
            """
            SELECT started_at - scheduled_for FROM runs JOIN jobs ON jobs.id = job_id
            WHERE type = 'due' AND scheduled_for > %d ORDER BY 1
            """
                .formatted(time))
        .stream()
        .map(Long::valueOf)
        .toList();
  }

  private static String list(List<String> ids) {
    return "('" + String.join("','", ids) + "')";
  }

  private long number(String query) throws SQLException {
    return Long.parseLong(texts(query).getFirst());
  }

  private List<String> texts(String query) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      var all = new ArrayList<String>();
      while (rows.next()) {
        all.add(rows.getString(1));
      }
      return all;
    }
  }
}
