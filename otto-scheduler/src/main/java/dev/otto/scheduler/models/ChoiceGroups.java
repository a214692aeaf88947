package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelChoice;
import dev.otto.models.log.LogEvent;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.audit.AuditLog;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Leftovers;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.models.FlowDefaultsService.UpdateResult;
import dev.otto.scheduler.models.ModelHolders.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the choices of many jobs, flows and budgets as one. A transaction stores those of the
 * jobs and a pending group in the audit, which has the old and the new value of each; then the file
 * is written, once, and the group is done. What an Otto that died has left pending is completed at
 * the next start, and withdrawn as a whole where the file cannot be written.
 */
final class ChoiceGroups {
  private static final Logger LOG = LoggerFactory.getLogger(ChoiceGroups.class);

  private final FlowDefaultsService defaults;
  private final BudgetModels budgets;
  private final Database database;
  private final AuditLog audit;
  private final JobChoices jobs;

  ChoiceGroups(
      FlowDefaultsService defaults,
      BudgetModels budgets,
      Database database,
      AuditLog audit,
      JobChoices jobs) {
    this.defaults = defaults;
    this.budgets = budgets;
    this.database = database;
    this.audit = audit;
    this.jobs = jobs;
  }

  /** Plans the changes, given the file and the jobs as they are. */
  interface Plan {
    List<ChoiceChange> changes(Tx tx, ChoicesInFile now);
  }

  /** The result of a group of changes. */
  sealed interface GroupResult {
    /**
     * All changes are in force.
     *
     * @param id of the group; empty if there was nothing to change
     */
    record Applied(OptionalLong id, List<ChoiceChange> changes) implements GroupResult {}

    /** Nothing is changed; the message says why. */
    record Refused(String message) implements GroupResult {}
  }

  /** Returns the changes that a plan would make now. */
  List<ChoiceChange> preview(Plan plan) {
    ChoicesInFile now = inFile(defaults.current());
    return database.read(tx -> plan.changes(tx, now));
  }

  /**
   * Makes the planned changes.
   *
   * @param whole the entry of the group in the audit
   */
  GroupResult apply(Change whole, Plan plan) {
    var attempt = new Attempt(whole, plan);
    try {
      return attempt.finished(defaults.change(whole.actor(), update(attempt)));
    } catch (RuntimeException | Error e) {
      attempt.failed(e);
      throw e;
    }
  }

  private static FlowDefaultsUpdate update(FlowDefaultsUpdate.Amendment change) {
    return new FlowDefaultsUpdate(change, now -> true, true, false);
  }

  /** Completes what these Ottos have left pending. */
  void recover(Leftovers whose) {
    for (AuditEntry whole : audit.takeGroups(whose)) {
      List<ChoiceChange> changes = changesOf(whole.id());
      var write = new FileWrite(whole.change().actor());
      UpdateResult result =
          defaults.change(
              whole.change().actor(), update((now, catalog) -> write.of(inFile(now), changes)));
      boolean done = write.settled(result);
      if (done) {
        audit.settleGroup(whole.id(), AuditOutcome.DONE);
      } else {
        withdraw(whole.id(), changes);
      }
      LogEvent.info(LOG, done ? "model_change_completed" : "model_change_withdrawn")
          .with("group", whole.id())
          .with("changes", changes.size())
          .say(
              "An earlier Otto ended within a change of models, which is "
                  + (done ? "completed now" : "withdrawn, as the file cannot be written"));
    }
  }

  /** Returns the changes of a group. */
  List<ChoiceChange> changesOf(long group) {
    return audit.group(group).stream()
        .filter(entry -> entry.id() != group)
        .map(ChoiceChange::of)
        .toList();
  }

  private ChoicesInFile inFile(FlowDefaults now) {
    return new ChoicesInFile(now, budgets.stored());
  }

  /** The one write of the file: the flow defaults, and the budgets along with them. */
  private final class FileWrite {
    private final Actor actor;
    private Optional<AuditEntry> entry = Optional.empty();

    FileWrite(Actor actor) {
      this.actor = actor;
    }

    /** Asks for the changes where the file still says what it said before them. */
    FlowDefaults of(ChoicesInFile now, List<ChoiceChange> changes) {
      FlowDefaults after = now.with(changes).defaults();
      entry =
          budgets.changeAlong(
              actor, found -> new ChoicesInFile(after, found).with(changes).budgets());
      return after;
    }

    /** Settles the entry of the budgets; returns whether the file says what it should. */
    boolean settled(UpdateResult result) {
      boolean done = result instanceof UpdateResult.InForce;
      entry.ifPresent(it -> audit.settle(it, done ? AuditOutcome.DONE : AuditOutcome.FAILED));
      return done;
    }
  }

  private void withdraw(long group, List<ChoiceChange> changes) {
    database.write(
        tx -> {
          if (!audit.failGroupIn(tx, group)) {
            return false;
          }
          for (ChoiceChange change : changes) {
            Optional<ModelChoice> now =
                change.kind() == Kind.JOB ? jobs.find(tx, change.id()) : Optional.empty();
            if (now.filter(change.after()::namesSameAs).isPresent()) {
              jobs.change(tx, change.id(), now.get().withModelsOf(change.before()));
            }
          }
          return true;
        });
    jobs.changed(jobIds(changes));
  }

  private static List<String> jobIds(List<ChoiceChange> changes) {
    return changes.stream()
        .filter(change -> change.kind() == Kind.JOB)
        .map(ChoiceChange::id)
        .toList();
  }

  /** One group of changes, made under the lock of the flow defaults. */
  private final class Attempt implements FlowDefaultsUpdate.Amendment {
    private final Change whole;
    private final Plan plan;
    private final FileWrite write;
    private OptionalLong group = OptionalLong.empty();
    private List<ChoiceChange> changes = List.of();

    Attempt(Change whole, Plan plan) {
      this.whole = whole;
      this.plan = plan;
      this.write = new FileWrite(whole.actor());
    }

    @Override
    public FlowDefaults of(FlowDefaults before, CatalogSnapshot catalog) {
      ChoicesInFile now = inFile(before);
      group = database.write(tx -> stored(tx, now));
      return write.of(now, changes);
    }

    private OptionalLong stored(Tx tx, ChoicesInFile before) {
      changes = plan.changes(tx, before);
      if (changes.isEmpty()) {
        return OptionalLong.empty();
      }
      long id = audit.beginGroupIn(tx, whole);
      for (ChoiceChange change : changes) {
        store(tx, id, change);
      }
      return OptionalLong.of(id);
    }

    private void store(Tx tx, long id, ChoiceChange change) {
      Actor actor = whole.actor();
      String before = ChoiceChange.text(change.before());
      String after = ChoiceChange.text(change.after());
      switch (change.kind()) {
        case JOB -> {
          jobs.change(tx, change.id(), change.after());
          jobs.record(tx, id, actor, change.id(), before, after);
        }
        case FLOW, BUDGET -> audit.addToGroupIn(tx, id, change.entry(actor));
      }
    }

    GroupResult finished(UpdateResult result) {
      if (write.settled(result)) {
        if (group.isPresent()) {
          audit.settleGroup(group.getAsLong(), AuditOutcome.DONE);
          jobs.changed(jobIds(changes));
        }
        return new GroupResult.Applied(group, changes);
      }
      withdraw();
      return new GroupResult.Refused(
          result instanceof UpdateResult.Refused(String message)
              ? message
              : "The file of the flow defaults and budgets cannot be changed");
    }

    /** Withdraws what is stored, unless the file is written: then the next start completes it. */
    void failed(Throwable cause) {
      ChoicesInFile now = inFile(defaults.current());
      boolean written =
          changes.stream().anyMatch(it -> now.find(it).filter(it.after()::equals).isPresent());
      if (!written) {
        try {
          withdraw();
        } catch (RuntimeException e) {
          cause.addSuppressed(e);
        }
      }
    }

    private void withdraw() {
      if (group.isPresent()) {
        ChoiceGroups.this.withdraw(group.getAsLong(), changes);
      }
    }
  }
}
