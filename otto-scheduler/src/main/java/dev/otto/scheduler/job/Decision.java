package dev.otto.scheduler.job;

import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.job.JobAuditRepository.JobAction;
import dev.otto.scheduler.job.JobResult.Forbidden;
import dev.otto.scheduler.job.JobResult.Operation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The decision on a request to change a job, on its way to a result. */
sealed interface Decision {

  /** A change of a job, its audit action and its status; before is null for a new job. */
  record JobChange(Operation operation, JobAction action, @Nullable Job before, Job after) {
    /** Reports whether other nodes may run it than before. */
    boolean moves() {
      return !Objects.equals(before == null ? null : before.runsOn(), after.runsOn());
    }
  }

  /** The change may be made. */
  record Allowed(JobChange change) implements Decision {}

  /** The change is stored with its audit entry. */
  record Stored(JobChange change, AuditEntry entry) implements Decision {}

  /** Nothing changes. */
  record Rejected(JobResult.Refused why) implements Decision {}

  /** Nothing changes, and the attempt is in the audit. */
  record Denied(Forbidden why, AuditEntry entry) implements Decision {}
}
