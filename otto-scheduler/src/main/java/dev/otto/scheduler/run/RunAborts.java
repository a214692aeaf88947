package dev.otto.scheduler.run;

import dev.otto.models.event.Subscription;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.DatabaseException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends runs on request, and audits that. For a run of another Otto the request is stored in its
 * row, which that one is told of, and looks at now and then.
 */
public final class RunAborts {
  private static final Logger LOG = LoggerFactory.getLogger(RunAborts.class);

  private final RunningRuns running;
  private final RunRepository runs;
  private final AuditLog audit;
  private final InstantSource clock;

  public RunAborts(RunningRuns running, RunRepository runs, AuditLog audit, InstantSource clock) {
    this.running = running;
    this.runs = runs;
    this.audit = audit;
    this.clock = clock;
  }

  /** Aborts the run; false if it is not in flight, or no longer. */
  public boolean abort(Actor actor, Run run) {
    var entry = audit.begin(new Change(actor, "run.abort", run.jobId(), null, run.id()));
    boolean aborting = running.abort(run.id()) || runs.requestAbort(run.id(), clock.instant());
    audit.settle(entry, aborting ? AuditOutcome.DONE : AuditOutcome.FAILED);
    return aborting;
  }

  /** Looks for requests whenever another Otto tells of one. */
  public Subscription follow(Database database) {
    return database.onNotice(
        name -> {
          if (name.equals(RunRepository.ABORT)) {
            try {
              look();
            } catch (DatabaseException e) {
              LOG.debug("Requests to abort are looked for later", e);
            }
          }
        });
  }

  /** Aborts the runs here whose abort was requested elsewhere. */
  public void look() {
    for (String run : runs.requestedAborts()) {
      boolean unused = running.abort(run);
    }
  }
}
