package dev.otto.scheduler.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditRepository;
import dev.otto.scheduler.audit.AuditValue;
import dev.otto.scheduler.database.Row;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.job.JobResult.Forbidden;
import dev.otto.scheduler.schedule.Schedule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit entries of jobs, each written in the transaction of its change. */
final class JobAuditRepository {
  private static final String INSERT_PART =
      """
      INSERT INTO audit_entries (at, actor, surface, action, target, before, after, outcome,
        job_id, job_action, lane, metadata_json, group_id, node)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, 'scheduled', ?, ?, ?)
      """;

  private static final String NEWEST =
      "SELECT * FROM audit_entries WHERE job_id = ? ORDER BY id DESC LIMIT ?";

  /** The action of a change, as the audit names it. */
  enum JobAction {
    CREATE("job.create", "create", "create_task"),
    UPDATE("job.update", "update", "update_task"),
    PAUSE("job.pause", "update", "update_task"),
    RESUME("job.resume", "update", "update_task"),
    RUN_NOW("job.run_now", "update", "run_now"),
    EXPIRE("job.expire", "update", "update_task"),
    CANCEL("job.cancel", "delete", "delete_task"),
    DELETE("job.delete", "delete", "delete_task_for_good");

    private final String name;
    private final String jobAction;
    private final String command;

    JobAction(String name, String jobAction, String command) {
      this.name = name;
      this.jobAction = jobAction;
      this.command = command;
    }
  }

  AuditEntry insert(Tx tx, Actor actor, JobAction action, @Nullable Job before, Job after) {
    return insert(
        tx,
        action,
        after,
        new AuditEntry.Change(
            actor,
            action.name,
            after.id(),
            before == null ? null : definition(before).toString(),
            definition(after).toString()));
  }

  /** Records that a job was deleted for good, without anything that was in it. */
  AuditEntry insertDeletion(Tx tx, Actor actor, Job gone) {
    return insert(
        tx, JobAction.DELETE, gone, AuditEntry.Change.of(actor, JobAction.DELETE.name, gone.id()));
  }

  private static AuditEntry insert(Tx tx, JobAction action, Job after, AuditEntry.Change change) {
    return AuditRepository.insertOfJob(
        tx,
        after.updatedAt(),
        change,
        after.id(),
        action.jobAction,
        metadata(change.actor(), action, after).toString());
  }

  /** Records a change that is one of a group; it is pending as the group is. */
  void insertPart(
      Tx tx, Instant at, long group, Actor actor, String jobId, String before, String after) {
    tx.insert(
        INSERT_PART,
        at,
        actor.name(),
        actor.surface().key(),
        JobAction.UPDATE.name,
        jobId,
        before,
        after,
        jobId,
        JobAction.UPDATE.jobAction,
        metadata(actor, JobAction.UPDATE).toString(),
        group,
        tx.node().orElse(null));
  }

  /** Records a forbidden attempt; it is no part of the job's own history. */
  AuditEntry insertDenied(Tx tx, Instant at, Actor actor, String jobId, Forbidden why) {
    var attempt = new AuditEntry.Change(actor, "job.change", jobId, null, why.message());
    return AuditRepository.insert(tx, at, attempt, AuditOutcome.DENIED);
  }

  List<JobAuditEntry> newest(Tx tx, String jobId, int limit) {
    return tx.query(NEWEST, JobAuditRepository::entry, jobId, limit);
  }

  private static JobAuditEntry entry(Row row) {
    return new JobAuditEntry(
        row.number("id"),
        row.text("job_id"),
        row.text("job_action"),
        row.text("lane"),
        row.textOrNull("actor"),
        row.textOrNull("metadata_json"),
        row.time("at"));
  }

  private static ObjectNode metadata(Actor actor, JobAction action) {
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    return metadata.put("command", action.command).put("source", actor.surface().key());
  }

  private static ObjectNode metadata(Actor actor, JobAction action, Job after) {
    ObjectNode metadata = metadata(actor, action);
    Job.End end = after.state().end();
    if (end != null && end.reason() != null) {
      metadata.put("reason", end.reason());
    }
    addRequest(after, metadata);
    return metadata;
  }

  private static ObjectNode definition(Job job) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", AuditValue.of(job.type())).put("scheduleType", job.schedule().type());
    switch (job.schedule()) {
      case Schedule.Cadence cadence -> node.put("cadenceMinutes", cadence.minutes());
      case Schedule.Cron cron ->
          node.put("cron", cron.expression().text()).put("timeZone", cron.zone().getId());
      case Schedule.OneShot once -> node.put("runAt", millis(job.runAt()));
      case Schedule.Unusable old -> node.put("cron", old.cron()).put("timeZone", old.zone());
    }
    node.put("nextRunAt", millis(job.state().nextRunAt()));
    node.put("paused", job.state().paused());
    node.put("modelRef", job.model().map(ModelRef::toString).orElse(null));
    if (!job.choice().isPlain()) {
      node.put("modelChoice", job.choice().toString());
    }
    node.put("profileId", job.profileId()).put("payload", AuditValue.of(job.payload()));
    if (job.runsOn() != null) {
      node.put("runsOn", job.runsOn());
    }
    addRequest(job, node);
    Job.End end = job.state().end();
    return node.put("terminalState", end == null ? null : end.state().key());
  }

  private static void addRequest(Job job, ObjectNode node) {
    Job.State state = job.state();
    if (state.overBudget()) {
      node.put("overBudget", true);
    }
    state.model().ifPresent(model -> node.put("runModelRef", model.toString()));
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }
}
