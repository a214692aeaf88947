package dev.otto.scheduler.run;

import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;

/** Ends runs on request, and audits that. */
public final class RunAborts {
  private final RunningRuns running;
  private final AuditLog audit;

  public RunAborts(RunningRuns running, AuditLog audit) {
    this.running = running;
    this.audit = audit;
  }

  /** Aborts the run; false if it is not in flight, or no longer. */
  public boolean abort(Actor actor, Run run) {
    var entry = audit.begin(new Change(actor, "run.abort", run.jobId(), null, run.id()));
    boolean aborting = running.abort(run.id());
    audit.settle(entry, aborting ? AuditOutcome.DONE : AuditOutcome.FAILED);
    return aborting;
  }
}
