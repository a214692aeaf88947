package dev.otto.scheduler.audit;

import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry.AuditOutcome;
import dev.otto.scheduler.audit.AuditEntry.Change;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Leftovers;
import dev.otto.scheduler.database.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The audit log as services use it; each call is durable when it returns. */
public final class AuditLog {
  private final Database database;
  private final InstantSource clock;
  private final Listeners<Consumer<AuditEntry>> listeners = new Listeners<>("the audit log");
  private final Denials denials;

  public AuditLog(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.denials = new Denials(this, clock);
  }

  /** Notifies the listener of each entry once its outcome is known. */
  public Subscription onEntry(Consumer<AuditEntry> listener) {
    return listeners.add(listener);
  }

  /** Records a change whose outcome is known. */
  public AuditEntry record(Change change, AuditOutcome outcome) {
    AuditEntry entry = write(change, outcome);
    tell(entry);
    return entry;
  }

  /** Records a change that is made in this transaction. */
  public void recordIn(Tx tx, Change change, AuditOutcome outcome) {
    var unused = AuditRepository.insert(tx, clock.instant(), change, outcome);
  }

  /** Records a change that is about to be made outside the database; settle it afterwards. */
  public AuditEntry begin(Change change) {
    return write(change, AuditOutcome.PENDING);
  }

  /** Records a denied request and the reason; where there are many, only their number. */
  public void denied(Actor actor, String request, String reason) {
    denials.record(actor, "request.denied", request, reason);
  }

  /** Records a login that was denied; where there are many, only their number. */
  public void loginDenied(Actor actor, String user) {
    denials.record(actor, "login.denied", user, "wrong user or password");
  }

  /** Records the outcome of a pending entry. */
  public void settle(AuditEntry pending, AuditOutcome outcome) {
    settle(pending, outcome, pending.change());
  }

  private void settle(AuditEntry pending, AuditOutcome outcome, Change told) {
    database.write(
        tx -> {
          AuditRepository.settle(tx, pending.id(), outcome, told.after());
          return true;
        });
    tell(pending.settled(outcome, told));
  }

  /** Records that the change of a pending entry was made, and what it brought. */
  public void done(AuditEntry pending, String after) {
    settle(pending, AuditOutcome.DONE, pending.change().withAfter(after));
  }

  /** Records that the change of a pending entry failed, and why. */
  public void fail(AuditEntry pending, String reason) {
    settle(pending, AuditOutcome.FAILED, pending.change().withAfter(reason));
  }

  /**
   * Records that changes are made together, in the transaction of those in the database; settle the
   * group afterwards.
   *
   * @return the id of the group
   */
  public long beginGroupIn(Tx tx, Change change) {
    return AuditRepository.insertGroup(tx, clock.instant(), change);
  }

  /** Records one change of a group, which is pending as the group is. */
  public void addToGroupIn(Tx tx, long group, Change change) {
    AuditRepository.insertPart(tx, group, clock.instant(), change);
  }

  /** Records the outcome of a group and of all its changes. */
  public void settleGroup(long group, AuditOutcome outcome) {
    if (database.write(tx -> AuditRepository.settleGroup(tx, group, outcome))) {
      group(group).stream().findFirst().ifPresent(this::tell);
    }
  }

  /** Records in a transaction that a group failed, with all its changes; false if it has ended. */
  public boolean failGroupIn(Tx tx, long group) {
    return AuditRepository.settleGroup(tx, group, AuditOutcome.FAILED);
  }

  /** Returns the entry of a group, and then those of its changes; empty if there is none. */
  public List<AuditEntry> group(long group) {
    return database.read(tx -> AuditRepository.group(tx, group));
  }

  /** Takes the groups that Ottos left pending which have ended, and returns their entries. */
  public List<AuditEntry> takeGroups(Leftovers whose) {
    return database.write(tx -> AuditRepository.takeGroups(tx, whose));
  }

  /** Removes a pending entry that turned out to change nothing. */
  public void withdraw(AuditEntry pending) {
    database.write(tx -> AuditRepository.withdraw(tx, pending.id()));
  }

  /**
   * Settles the entries that Ottos left pending which have ended, except those of groups.
   *
   * @param happened tests whether the change took effect
   */
  public void settleLeftovers(Leftovers whose, Predicate<Change> happened) {
    for (AuditEntry entry : database.write(tx -> AuditRepository.take(tx, whose))) {
      settle(entry, happened.test(entry.change()) ? AuditOutcome.DONE : AuditOutcome.FAILED);
    }
  }

  /**
   * Returns the newest entries, newest first.
   *
   * @param before only entries with a smaller id; empty from the newest on
   */
  public List<AuditEntry> newest(int limit, OptionalLong before) {
    return find(
        new AuditQuery(limit, before, OptionalLong.empty(), Optional.empty(), Optional.empty()));
  }

  /** Returns the newest change of this kind that took effect; empty if none is known. */
  public Optional<Change> lastOf(String action) {
    return database.read(tx -> AuditRepository.lastDone(tx, action)).map(AuditEntry::change);
  }

  /** Returns the newest entries of this kind that took effect and say what they brought. */
  public List<AuditEntry> newestOf(String action, int limit) {
    return database.read(tx -> AuditRepository.newestDone(tx, action, limit));
  }

  /** Returns the entries that match the query. */
  public List<AuditEntry> find(AuditQuery query) {
    return database.read(tx -> AuditRepository.page(tx, query));
  }

  /** Deletes older entries and returns their number. */
  public int forgetBefore(Instant time) {
    return database.write(tx -> AuditRepository.forgetBefore(tx, time));
  }

  /** Notifies the listeners of an entry that a service wrote in its own transaction. */
  public void tell(AuditEntry entry) {
    listeners.tell(listener -> listener.accept(entry));
  }

  private AuditEntry write(Change change, AuditOutcome outcome) {
    Instant now = clock.instant();
    return database.write(tx -> AuditRepository.insert(tx, now, change, outcome));
  }
}
