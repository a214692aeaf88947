package dev.otto.scheduler.nodeimport;

import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.notify.NotificationProfile;
import dev.otto.scheduler.notify.QuietMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables of the Node.js Otto. Columns added in later versions are null if they are
 * missing. Rows come in pages, in the order in which they were written.
 */
final class NodeJsRepository {
  private static final int PAGE = 1_000;

  /** The query of runs; those in flight when that Otto ended are lost. */
  private static final String RUNS =
      """
      SELECT rowid AS position, id, job_id, scheduled_for, started_at, created_at,
        CASE WHEN status = 'success' THEN 'succeeded'
             WHEN finished_at IS NULL THEN 'lost'
             WHEN status = 'skipped' THEN 'skipped'
             ELSE 'failed' END AS state,
        coalesce(finished_at, started_at) AS finished_at,
        CASE WHEN status = 'failed' THEN coalesce(error_code, 'failed')
             WHEN finished_at IS NULL THEN 'lost' ELSE error_code END AS error_code,
        CASE WHEN status = 'failed' THEN coalesce(error_message, 'The task failed')
             WHEN finished_at IS NULL THEN 'The Node.js Otto ended while the run was in flight'
             ELSE error_message END AS error_message,
        CASE WHEN status IN ('success', 'skipped') AND finished_at IS NOT NULL
             THEN coalesce(result_json, '{"status":"' || status || '","summary":"","errors":[]}')
             ELSE result_json END AS result_json
      FROM job_runs
      WHERE rowid > ? AND job_id IN (SELECT id FROM jobs) ORDER BY rowid LIMIT ?
      """;

  private static final String JOB_AUDIT =
      """
      SELECT rowid AS position, id, created_at AS at, actor,
        CASE WHEN coalesce(metadata_json, '') LIKE '%external_api%' THEN 'rest' ELSE 'cli' END
          AS surface,
        CASE action WHEN 'create' THEN 'job.create' WHEN 'delete' THEN 'job.cancel'
          ELSE 'job.update' END AS name,
        task_id AS target, before_json AS before, after_json AS after, 'done' AS outcome,
        task_id AS job_id,
        CASE WHEN action IN ('create', 'delete') THEN action ELSE 'update' END AS job_action,
        CASE WHEN lane = 'interactive' THEN lane ELSE 'scheduled' END AS lane, metadata_json
      FROM task_audit_log WHERE rowid > ? ORDER BY rowid LIMIT ?
      """;

  private static final String COMMAND_AUDIT =
      """
      SELECT rowid AS position, id, created_at AS at, NULL AS actor,
        CASE WHEN coalesce(metadata_json, '') LIKE '%external_api%' THEN 'rest' ELSE 'cli' END
          AS surface,
        command AS name, NULL AS target, NULL AS before,
        coalesce(error_message, metadata_json) AS after,
        CASE status WHEN 'success' THEN 'done' WHEN 'denied' THEN 'denied' ELSE 'failed' END
          AS outcome,
        NULL AS job_id, NULL AS job_action, NULL AS lane, NULL AS metadata_json
      FROM command_audit_log WHERE rowid > ? ORDER BY rowid LIMIT ?
      """;

  private static final Map<String, String> LEFT =
      Map.of(
          "messages_in", "chats and messages",
          "messages_out", "chats and messages",
          "session_bindings", "chats and messages",
          "messages_in_voice", "voice and media",
          "messages_in_media", "voice and media",
          "approvals", "approvals and observations",
          "task_observations", "approvals and observations");

  /** The columns of the newest version that older versions lack. */
  private static final List<String> JOB_COLUMNS =
      List.of(
          "schedule_type",
          "run_at",
          "cadence_minutes",
          "terminal_state",
          "terminal_reason",
          "profile_id",
          "model_ref");

  /** A page of rows to write, and the position of the next page. */
  record RowPage(List<@Nullable Object[]> rows, long position) {}

  List<NodeJob> jobs(Tx tx, long after) {
    Set<String> present = columns(tx, "jobs");
    String missing =
        JOB_COLUMNS.stream()
            .filter(column -> !present.contains(column))
            .map(column -> ", NULL AS " + column)
            .collect(Collectors.joining());
    String table = missing.isEmpty() ? "jobs" : "(SELECT rowid, *" + missing + " FROM jobs)";
    return tx.query(
        """
        SELECT rowid AS position, id, type, payload, status, run_at, profile_id, model_ref,
          next_run_at, last_run_at, created_at, updated_at, terminal_reason,
          CASE WHEN schedule_type = 'recurring' AND cadence_minutes >= 1
            THEN cadence_minutes END AS cadence_minutes,
          CASE WHEN terminal_state IN ('completed', 'expired', 'cancelled')
            THEN terminal_state END AS terminal_state
        FROM %s WHERE rowid > ? ORDER BY rowid LIMIT ?
        """
            .formatted(table),
        NodeJsRepository::job,
        after,
        PAGE);
  }

  private static NodeJob job(Row row) {
    Long cadence = row.numberOrNull("cadence_minutes");
    return new NodeJob(
        row.number("position"),
        row.text("id"),
        row.text("type"),
        cadence == null ? null : cadence.intValue(),
        row.timeOrNull("run_at"),
        row.textOrNull("profile_id"),
        row.textOrNull("model_ref"),
        row.textOrNull("payload"),
        row.text("status").equals("paused"),
        row.timeOrNull("next_run_at"),
        row.timeOrNull("last_run_at"),
        row.textOrNull("terminal_state"),
        row.textOrNull("terminal_reason"),
        row.time("created_at"),
        row.time("updated_at"));
  }

  RowPage runs(Tx tx, long after) {
    return page(
        tx,
        RUNS,
        after,
        row ->
            new @Nullable Object[] {
              row.text("id"),
              row.text("job_id"),
              row.timeOrNull("scheduled_for"),
              row.time("started_at"),
              row.time("finished_at"),
              row.text("state"),
              row.textOrNull("error_code"),
              row.textOrNull("error_message"),
              row.textOrNull("result_json"),
              row.time("created_at")
            });
  }

  RowPage jobAudit(Tx tx, long after) {
    return page(tx, JOB_AUDIT, after, NodeJsRepository::auditEntry);
  }

  RowPage commandAudit(Tx tx, long after) {
    return page(tx, COMMAND_AUDIT, after, NodeJsRepository::auditEntry);
  }

  private static @Nullable Object[] auditEntry(Row row) {
    return new @Nullable Object[] {
      row.time("at"),
      row.textOrNull("actor"),
      row.text("surface"),
      row.text("name"),
      row.textOrNull("target"),
      row.textOrNull("before"),
      row.textOrNull("after"),
      row.text("outcome"),
      row.textOrNull("job_id"),
      row.textOrNull("job_action"),
      row.textOrNull("lane"),
      row.textOrNull("metadata_json"),
      row.text("id")
    };
  }

  private static RowPage page(
      Tx tx, String sql, long after, Row.Mapper<@Nullable Object[]> mapper) {
    var position = new long[] {after};
    List<@Nullable Object[]> rows =
        tx.query(
            sql,
            row -> {
              position[0] = row.number("position");
              return mapper.map(row);
            },
            after,
            PAGE);
    return new RowPage(rows, position[0]);
  }

  /** Returns the number of rows that are not imported, by their name in the report. */
  Map<String, Long> left(Tx tx) {
    return LEFT.keySet().stream()
        .filter(table -> !columns(tx, table).isEmpty())
        .collect(
            Collectors.groupingBy(LEFT::get, Collectors.summingLong(table -> count(tx, table))));
  }

  private static long count(Tx tx, String table) {
    return tx.queryNumber("SELECT count(*) FROM " + table);
  }

  long orphanedRuns(Tx tx) {
    return tx.queryNumber(
        "SELECT count(*) FROM job_runs WHERE job_id NOT IN (SELECT id FROM jobs)");
  }

  /** Returns the profile; empty if it was never written. */
  Optional<NotificationProfile> profile(Tx tx, NotificationProfile initial) {
    Set<String> columns = columns(tx, "user_profile");
    return columns.isEmpty()
        ? Optional.empty()
        : tx.queryFirst(
            "SELECT * FROM user_profile", row -> new Profile(row, columns, initial).read());
  }

  private static Set<String> columns(Tx tx, String table) {
    return Set.copyOf(
        tx.query("SELECT name FROM pragma_table_info(?)", row -> row.text("name"), table));
  }

  /** The row of the profile; an unusable value is replaced by the initial one. */
  private record Profile(Row row, Set<String> columns, NotificationProfile initial) {
    NotificationProfile read() {
      return new NotificationProfile(
          zone(),
          time("quiet_hours_start"),
          time("quiet_hours_end"),
          time("heartbeat_morning"),
          time("heartbeat_midday"),
          time("heartbeat_evening"),
          QuietMode.parse(String.valueOf(text("quiet_mode"))).orElse(null),
          instant("mute_until"),
          (int)
              number(
                  "heartbeat_cadence_minutes",
                  initial.heartbeatCadenceMinutes(),
                  NotificationProfile.MIN_CADENCE,
                  NotificationProfile.MAX_CADENCE),
          instant("onboarding_completed_at"),
          instant("last_digest_at"),
          number("heartbeat_only_if_signal", 1, 0, 1) == 1,
          new NotificationProfile.WatchdogAlerts(
              number("watchdog_alerts_enabled", 1, 0, 1) == 1, instant("watchdog_mute_until")),
          new NotificationProfile.InteractiveContext(
              size("interactive_context_window_size", initial.context().windowSize()),
              size("context_retention_cap", initial.context().retentionCap())),
          row.time("updated_at"));
    }

    private int size(String column, int otherwise) {
      return (int)
          number(
              column,
              otherwise,
              NotificationProfile.InteractiveContext.MIN,
              NotificationProfile.InteractiveContext.MAX);
    }

    private ZoneId zone() {
      try {
        String name = text("timezone");
        return name == null ? initial.timezone() : ZoneId.of(name);
      } catch (DateTimeException e) {
        return initial.timezone();
      }
    }

    private @Nullable LocalTime time(String column) {
      String text = text(column);
      try {
        return text == null ? null : LocalTime.parse(text.length() == 4 ? "0" + text : text);
      } catch (DateTimeException e) {
        return null;
      }
    }

    private @Nullable String text(String column) {
      return columns.contains(column) ? row.textOrNull(column) : null;
    }

    private @Nullable Instant instant(String column) {
      return columns.contains(column) ? row.timeOrNull(column) : null;
    }

    private long number(String column, long otherwise, long least, long most) {
      Long found = columns.contains(column) ? row.numberOrNull(column) : null;
      return found == null ? otherwise : Math.clamp(found, least, most);
    }
  }
}
