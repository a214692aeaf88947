package dev.otto.scheduler.job;

import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.job.Decision.JobChange;
import dev.otto.scheduler.job.JobAuditRepository.JobAction;
import dev.otto.scheduler.job.JobResult.Done;
import dev.otto.scheduler.job.JobResult.Forbidden;
import dev.otto.scheduler.job.JobResult.Invalid;
import dev.otto.scheduler.job.JobResult.NotFound;
import dev.otto.scheduler.job.JobResult.Overtaken;
import dev.otto.scheduler.models.JobChoices;
import dev.otto.scheduler.models.PartialModels;
import dev.otto.scheduler.node.NodeRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way to change a job, for every surface: the change is checked, stored together with its
 * audit entry, and applied to Quartz before this returns.
 */
public final class JobService {
  /** The actions after which a job may have another model or agent. */
  private static final Set<JobAction> DEFINING = Set.of(JobAction.CREATE, JobAction.UPDATE);

  private static final Logger LOG = LoggerFactory.getLogger(JobService.class);

  /** The most runs that are deleted at once. */
  private static final int BATCH = 1_000;

  private final Database database;
  private final JobTimetable timetable;
  private final JobContext context;
  private final WindowCheck windows;
  private final AgentCheck agents;
  private final JobDecisions decisions;
  private final PartialModels partial;
  private final JobRepository jobs = new JobRepository();
  private final DeletedJobRepository deleted = new DeletedJobRepository();
  private final JobAuditRepository audit = new JobAuditRepository();
  private final JobPreparation preparation = new JobPreparation(jobs, audit);
  private final Listeners<Consumer<Job>> listeners = new Listeners<>("the jobs");
  private final Listeners<Consumer<AuditEntry>> entryListeners =
      new Listeners<>("the audit entries of jobs");

  public JobService(Database database, JobTimetable timetable, JobContext context) {
    this.database = database;
    this.timetable = timetable;
    this.context = context;
    this.windows = new WindowCheck(context);
    this.agents = new AgentCheck(context.agents());
    this.decisions = new JobDecisions(context);
    this.partial = new NodeRepository(database).partialModels(context.catalog());
  }

  /** Returns the way to change the models of many jobs together. */
  public JobChoices choices() {
    return new JobChoiceRepository(
        database, context.clock(), job -> listeners.tell(listener -> listener.accept(job)));
  }

  /** Notifies the listener of each changed job, once it is stored. */
  public Subscription onChange(Consumer<Job> listener) {
    return listeners.add(listener);
  }

  /** Notifies the listener of each audit entry of a change or a refusal, once it is stored. */
  public Subscription onEntry(Consumer<AuditEntry> listener) {
    return entryListeners.add(listener);
  }

  /**
   * Prepares the jobs before the scheduler starts: missing system jobs are created and the others
   * follow the settings, one-shots that are overdue for too long expire, and every trigger is
   * created from the table.
   */
  public void start(List<SystemJob> own, Duration expireOneShotsAfter) {
    Instant now = context.clock().instant();
    database.write(
        tx -> {
          preparation.prepare(tx, own, now.minus(expireOneShotsAfter), now);
          return true;
        });
    letHeldGo();
    timetable.prepare();
  }

  public JobResult create(JobFields fields, Order order) {
    var rules = decisions.rules(fields);
    Optional<Job> job = rules.create(context.freshIds().get());
    if (job.isEmpty()) {
      return Invalid.of(rules.problems());
    }
    Job wanted = job.get();
    agents.warn(fields);
    return apply(
        wanted.id(),
        order,
        fields.warnings(),
        tx -> decisions.creation(jobs.find(tx, wanted.id()), wanted, order.allowUnavailable()));
  }

  /** Changes a job; an absent key keeps the present value, null clears it. */
  public JobResult update(String id, JobFields fields, Order order) {
    return update(id, fields, order, job -> true);
  }

  /** Changes a job only if it is still as expected. */
  public JobResult update(String id, JobFields fields, Order order, Predicate<Job> expected) {
    return updateAll(List.of(new JobUpdate(id, fields, expected)), order).getFirst();
  }

  /**
   * Changes many jobs at once: in one transaction, but each by itself, so that a refusal does not
   * stop the others.
   *
   * @return the results in the same order
   */
  public List<JobResult> updateAll(List<JobUpdate> updates, Order order) {
    updates.forEach(update -> agents.warn(update.fields()));
    List<Decision> made =
        decided(order, tx -> updates.stream().map(update -> stored(tx, update, order)).toList());
    var models = partial.remembering();
    var results = new ArrayList<JobResult>(updates.size());
    for (int i = 0; i < updates.size(); i++) {
      results.add(finished(made.get(i), updates.get(i).fields().warnings(), models));
    }
    return results;
  }

  /** Pauses a job: it does not fire until it is resumed; a run in flight continues. */
  public JobResult pause(String id, Order order) {
    return update(id, JobFields.paused(true), order);
  }

  public JobResult resume(String id, Order order) {
    return update(id, JobFields.paused(false), order);
  }

  /** Cancels a job: it stays visible, and run-now revives it. */
  public JobResult cancel(String id, @Nullable String reason, Order order) {
    return apply(
        id, order, List.of(), tx -> onExisting(tx, id, job -> decisions.cancellation(job, reason)));
  }

  /**
   * Deletes a job that is over for good, with its runs and texts. Of many runs the older ones go in
   * batches before, so that other writes do not wait for long.
   */
  public JobResult deleteForGood(String id, Order order) {
    if (!order.dryRun()) {
      while (database.write(tx -> deleteOldRuns(tx, id)) == BATCH) {
        LOG.debug("Deleted {} runs of {}", BATCH, id);
      }
    }
    return apply(id, order, List.of(), tx -> onExisting(tx, id, decisions::deletion));
  }

  /** Deletes a batch of runs where more are left, and the job may be deleted still. */
  private int deleteOldRuns(Tx tx, String id) {
    boolean allowed = onExisting(tx, id, decisions::deletion) instanceof Decision.Allowed;
    return allowed && deleted.runs(tx, id) > BATCH ? deleted.deleteRuns(tx, id, BATCH) : 0;
  }

  public JobResult runNow(String id, Order order) {
    return runNow(id, Optional.empty(), order);
  }

  /**
   * Runs a job now.
   *
   * @param model used in this run and its retries alone; empty leaves that to the job
   */
  public JobResult runNow(String id, Optional<ModelRef> model, Order order) {
    return apply(
        id, order, List.of(), tx -> onExisting(tx, id, job -> decisions.runNow(job, model, order)));
  }

  /** Makes those jobs due that a budget held and that it holds no more. */
  public void letHeldGo() {
    Instant now = context.clock().instant();
    List<String> due =
        database.write(
            tx -> {
              List<String> ids =
                  jobs.held(tx, now).stream()
                      .filter(id -> jobs.find(tx, id).filter(job -> !isHeld(job)).isPresent())
                      .toList();
              ids.forEach(id -> jobs.letGo(tx, id, now));
              return ids;
            });
    due.forEach(timetable::schedule);
  }

  private boolean isHeld(Job job) {
    return decisions.spentBudget(job).isPresent();
  }

  public Optional<Job> find(String id) {
    return database.read(tx -> jobs.find(tx, id));
  }

  /** Reports whether there is such a job, over or not. */
  public boolean exists(String id) {
    return payloadBytes(id).isPresent();
  }

  /**
   * Returns the length of a job's payload in bytes, without reading it; empty if there is no job.
   */
  Optional<Long> payloadBytes(String id) {
    return database.read(tx -> jobs.payloadBytes(tx, id));
  }

  /** Returns jobs without their payloads, newest update first. */
  public FoundJobs list(JobQuery query) {
    return database.read(tx -> jobs.list(tx, query));
  }

  /** Returns the first jobs by id that are not over, without their payloads. */
  public List<Job> notOver(int limit) {
    return database.read(tx -> jobs.notOver(tx, limit));
  }

  /** Says which jobs are set aside and why; empty where none is. */
  public Optional<String> setAside() {
    List<Job> found = database.read(jobs::setAside);
    return found.isEmpty() ? Optional.empty() : Optional.of(SetAside.message(found));
  }

  /** Reports whether the agent of a job has tools, whose prompt needs a large context window. */
  public boolean usesTools(Job job) {
    return !windows.worksWithoutTools(job);
  }

  /** Reports whether the agent of jobs that name none has tools. */
  public boolean defaultAgentUsesTools() {
    return !windows.worksWithoutTools();
  }

  /** Returns the audit entries of a job, newest first; empty if there is no such job. */
  public Optional<List<JobAuditEntry>> audit(String id, int limit) {
    return database.read(tx -> jobs.payloadBytes(tx, id).map(_ -> audit.newest(tx, id, limit)));
  }

  private Decision stored(Tx tx, JobUpdate update, Order order) {
    JobFields fields = update.fields();
    Decision decision =
        fields.problems().isEmpty()
            ? onExisting(
                tx,
                update.id(),
                job ->
                    update.expected().test(job)
                        ? decisions.change(job, fields, order.allowUnavailable())
                        : new Decision.Rejected(new Overtaken(job)))
            : new Decision.Rejected(Invalid.of(fields.problems()));
    return stored(tx, update.id(), decision, order);
  }

  private JobResult apply(
      String id, Order order, List<String> warnings, Function<Tx, Decision> decide) {
    return finished(
        decided(order, tx -> stored(tx, id, decide.apply(tx), order)), warnings, partial);
  }

  private <T> T decided(Order order, Function<Tx, T> decide) {
    return order.dryRun() ? database.read(decide::apply) : database.write(decide::apply);
  }

  /** Applies what is stored to Quartz, and tells who listens. */
  private JobResult finished(Decision decision, List<String> warnings, PartialModels models) {
    return switch (decision) {
      case Decision.Rejected refused -> refused.why();
      case Decision.Denied(var why, var entry) -> {
        entryListeners.tell(listener -> listener.accept(entry));
        yield why;
      }
      case Decision.Allowed(JobChange change) -> done(change, warnings, models);
      case Decision.Stored(JobChange change, var entry) -> {
        if (change.moves()) {
          timetable.move(change.after().id());
        } else {
          timetable.schedule(change.after().id());
        }
        listeners.tell(listener -> listener.accept(change.after()));
        entryListeners.tell(listener -> listener.accept(entry));
        yield done(change, warnings, models);
      }
    };
  }

  private Done done(JobChange change, List<String> warnings, PartialModels models) {
    var all = new ArrayList<>(warnings);
    if (DEFINING.contains(change.action())) {
      windows.warning(change.after()).ifPresent(all::add);
      ModelChoice before = change.before() == null ? ModelChoice.INHERIT : change.before().choice();
      all.addAll(models.warnings(before, change.after().choice()));
    }
    if (change.moves() || change.action() == JobAction.RUN_NOW) {
      JobsWithoutNode.warning(context.labels(), change.after()).ifPresent(all::add);
    }
    return new Done(change.operation(), change.after(), List.copyOf(all));
  }

  private Decision stored(Tx tx, String id, Decision decision, Order order) {
    if (order.dryRun()) {
      return decision;
    }
    Actor actor = order.actor();
    return switch (decision) {
      case Decision.Allowed(JobChange change) ->
          new Decision.Stored(change, stored(tx, change, actor));
      case Decision.Rejected(Forbidden why) ->
          new Decision.Denied(
              why, audit.insertDenied(tx, context.clock().instant(), actor, id, why));
      case Decision.Rejected _, Decision.Stored _, Decision.Denied _ -> decision;
    };
  }

  private AuditEntry stored(Tx tx, JobChange change, Actor actor) {
    Job after = change.after();
    if (change.action() == JobAction.DELETE) {
      deleted.deleteRuns(tx, after.id(), Integer.MAX_VALUE);
      deleted.delete(tx, after.id());
      return audit.insertDeletion(tx, actor, after);
    }
    if (change.before() == null) {
      jobs.insert(tx, after);
    } else {
      jobs.update(tx, change.before(), after);
    }
    return audit.insert(tx, actor, change.action(), change.before(), after);
  }

  private Decision onExisting(Tx tx, String id, Function<Job, Decision> decide) {
    return jobs.find(tx, id)
        .map(decide)
        .orElseGet(() -> new Decision.Rejected(new NotFound("Task not found: " + id)));
  }
}
