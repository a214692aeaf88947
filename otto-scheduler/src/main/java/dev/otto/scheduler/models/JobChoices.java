package dev.otto.scheduler.models;

import dev.otto.models.ModelChoice;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.database.Tx;
import java.util.Collection;
import java.util.Optional;

/** The choices of jobs, changed in a transaction of the caller's. */
public interface JobChoices {

  /** Returns the choice of a job; empty if there is no such job, or it cannot be read. */
  Optional<ModelChoice> find(Tx tx, String id);

  /** Stores the choice of a job. */
  void change(Tx tx, String id, ModelChoice after);

  /**
   * Records a change in the history of the job, as one of a group in the audit.
   *
   * @param before as text, likewise {@code after}
   */
  void record(Tx tx, long group, Actor actor, String id, String before, String after);

  /** Tells whoever listens to changes of jobs, once these are stored. */
  void changed(Collection<String> ids);
}
