package dev.otto.scheduler.acknowledge;

import dev.otto.scheduler.audit.AuditEntry;

/** The result of acknowledging a failure, or of taking that back. */
public sealed interface AcknowledgeResult {
  /** It is stored together with this entry. */
  record Done(AuditEntry entry) implements AcknowledgeResult {}

  /** There is no such job. */
  record NoJob() implements AcknowledgeResult {}

  /** The state of the job does not allow it. */
  record Refused(String why) implements AcknowledgeResult {}
}
