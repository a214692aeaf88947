package dev.otto.scheduler.job;

import dev.otto.models.ModelRef;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.models.event.Listeners;
import dev.otto.models.event.Subscription;
import dev.otto.models.prompt.Agent;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.audit.AuditEntry;
import dev.otto.scheduler.database.Database;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.job.Decision.JobChange;
import dev.otto.scheduler.job.JobAuditRepository.JobAction;
import dev.otto.scheduler.job.JobResult.BudgetSpent;
import dev.otto.scheduler.job.JobResult.Conflict;
import dev.otto.scheduler.job.JobResult.Done;
import dev.otto.scheduler.job.JobResult.Forbidden;
import dev.otto.scheduler.job.JobResult.Invalid;
import dev.otto.scheduler.job.JobResult.NotFound;
import dev.otto.scheduler.job.JobResult.Operation;
import dev.otto.scheduler.job.JobResult.Overtaken;
import dev.otto.scheduler.models.JobChoices;
import dev.otto.scheduler.models.ModelWarnings;
import dev.otto.scheduler.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way to change a job, for every surface: the change is checked, stored together with its
 * audit entry, and applied to Quartz before this returns.
 */
public final class JobService {
  private static final Set<Field> WHILE_RUNNING =
      EnumSet.of(
          Field.MODEL_REF,
          Field.VARIANT,
          Field.FALLBACKS,
          Field.POLICY,
          Field.ONLY_PROVIDERS,
          Field.ON_FAILURE,
          Field.STATUS);
  private static final Set<Field> OF_SYSTEM_JOBS = Set.of(Field.STATUS);

  /** The actions after which a job may have another model or agent. */
  private static final Set<JobAction> DEFINING = Set.of(JobAction.CREATE, JobAction.UPDATE);

  private static final Logger LOG = LoggerFactory.getLogger(JobService.class);

  /** The most runs that are deleted at once. */
  private static final int BATCH = 1_000;

  private final Database database;
  private final JobTimetable timetable;
  private final JobContext context;
  private final WindowCheck windows;
  private final JobRepository jobs = new JobRepository();
  private final DeletedJobRepository deleted = new DeletedJobRepository();
  private final JobAuditRepository audit = new JobAuditRepository();
  private final Listeners<Consumer<Job>> listeners = new Listeners<>("the jobs");
  private final Listeners<Consumer<AuditEntry>> entryListeners =
      new Listeners<>("the audit entries of jobs");

  public JobService(Database database, JobTimetable timetable, JobContext context) {
    this.database = database;
    this.timetable = timetable;
    this.context = context;
    this.windows = new WindowCheck(context);
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
          own.forEach(job -> seedOrFollow(tx, job));
          jobs.oneShotsDueBefore(tx, now.minus(expireOneShotsAfter))
              .forEach(id -> jobs.find(tx, id).ifPresent(job -> expire(tx, job, now)));
          return true;
        });
    letHeldGo();
    timetable.prepare();
  }

  public JobResult create(JobFields fields, Order order) {
    var rules = rules(fields);
    Optional<Job> job = rules.create(context.freshIds().get());
    if (job.isEmpty()) {
      return Invalid.of(rules.problems());
    }
    Job wanted = job.get();
    if (wanted.system()) {
      return apply(wanted.id(), order, List.of(), tx -> systemJob(wanted));
    }
    warnAboutAgent(fields);
    return ModelObjection.to(null, wanted, context, order.allowUnavailable())
        .<JobResult>map(invalid -> invalid)
        .orElseGet(() -> apply(wanted.id(), order, fields.warnings(), tx -> insertion(tx, wanted)));
  }

  /** Changes a job; an absent key keeps the present value, null clears it. */
  public JobResult update(String id, JobFields fields, Order order) {
    return update(id, fields, order, job -> true);
  }

  /** Changes a job only if it is still as expected. */
  public JobResult update(String id, JobFields fields, Order order, Predicate<Job> expected) {
    if (!fields.problems().isEmpty()) {
      return Invalid.of(fields.problems());
    }
    warnAboutAgent(fields);
    return apply(
        id,
        order,
        fields.warnings(),
        tx ->
            onExisting(
                tx,
                id,
                job ->
                    expected.test(job)
                        ? change(job, fields, order.allowUnavailable())
                        : new Decision.Rejected(new Overtaken(job))));
  }

  /** Warns about an agent that OpenCode lacks or calls a subagent; OpenCode may get it later. */
  private void warnAboutAgent(JobFields fields) {
    fields
        .agent()
        .flatMap(name -> context.agents().get().flatMap(agents -> concern(name, agents)))
        .ifPresent(concern -> fields.warn("payload.agent: " + concern));
  }

  private static Optional<String> concern(String name, List<Agent> agents) {
    Optional<Agent> found = agents.stream().filter(agent -> agent.name().equals(name)).findFirst();
    if (found.isPresent()) {
      return found
          .filter(Agent::subagent)
          .map(
              _ -> "\"" + name + "\" is a subagent of OpenCode, made to be called by other agents");
    }
    String others =
        agents.stream()
            .filter(agent -> !agent.subagent())
            .map(Agent::name)
            .sorted()
            .collect(Collectors.joining(", "));
    return Optional.of("\"" + name + "\" is not an agent of OpenCode; it has " + others);
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
    return apply(id, order, List.of(), tx -> onExisting(tx, id, job -> cancellation(job, reason)));
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
    return apply(id, order, List.of(), tx -> onExisting(tx, id, this::deletion));
  }

  /** Deletes a batch of runs where more are left, and the job may be deleted still. */
  private int deleteOldRuns(Tx tx, String id) {
    boolean allowed = onExisting(tx, id, this::deletion) instanceof Decision.Allowed;
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
    return apply(id, order, List.of(), tx -> onExisting(tx, id, job -> runNow(job, model, order)));
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
    return spentBudget(job).isPresent();
  }

  private Optional<Unresolved> spentBudget(Job job) {
    return context.resolver().resolve(job.payer(), job.choice()) instanceof Unresolved none
            && none.isBudgetSpent()
        ? Optional.of(none)
        : Optional.empty();
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

  private JobResult apply(
      String id, Order order, List<String> warnings, Function<Tx, Decision> decide) {
    Decision decision =
        order.dryRun()
            ? database.read(decide::apply)
            : database.write(tx -> stored(tx, id, decide.apply(tx), order.actor()));
    return switch (decision) {
      case Decision.Rejected refused -> refused.why();
      case Decision.Denied(var why, var entry) -> {
        entryListeners.tell(listener -> listener.accept(entry));
        yield why;
      }
      case Decision.Allowed(JobChange change) -> done(change, warnings);
      case Decision.Stored(JobChange change, var entry) -> {
        timetable.schedule(change.after().id());
        listeners.tell(listener -> listener.accept(change.after()));
        entryListeners.tell(listener -> listener.accept(entry));
        yield done(change, warnings);
      }
    };
  }

  private Done done(JobChange change, List<String> warnings) {
    var all = new ArrayList<>(warnings);
    if (DEFINING.contains(change.action())) {
      windows.warning(change.after()).ifPresent(all::add);
    }
    return new Done(change.operation(), change.after(), List.copyOf(all));
  }

  private Decision stored(Tx tx, String id, Decision decision, Actor actor) {
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

  private static Decision systemJob(Job wanted) {
    return new Decision.Rejected(
        new Forbidden(
            wanted.id()
                + " (type "
                + wanted.type()
                + ") is Otto's own; choose another id and type"));
  }

  private Decision insertion(Tx tx, Job job) {
    return jobs.find(tx, job.id()).isPresent()
        ? new Decision.Rejected(new Conflict("Task already exists: " + job.id()))
        : new Decision.Allowed(new JobChange(Operation.CREATED, JobAction.CREATE, null, job));
  }

  private Decision onExisting(Tx tx, String id, Function<Job, Decision> decide) {
    return jobs.find(tx, id)
        .map(decide)
        .orElseGet(() -> new Decision.Rejected(new NotFound("Task not found: " + id)));
  }

  private Decision change(Job job, JobFields fields, boolean allowUnavailable) {
    boolean ofUse = fields.sets(Field.STATUS);
    if (job.system() && !(ofUse && fields.hasOnly(OF_SYSTEM_JOBS))) {
      return forbidden(job, "it can only be paused and resumed");
    }
    if (job.running() && !fields.hasOnly(WHILE_RUNNING)) {
      return running(job, "only modelRef and status can be changed while it runs");
    }
    var rules = rules(fields);
    Optional<Job> after = rules.change(job);
    if (after.isEmpty()) {
      return new Decision.Rejected(Invalid.of(rules.problems()));
    }
    Job changed = withoutStaleVariant(job, after.get(), fields);
    if (changed.system() && !job.system()) {
      return forbidden(changed, "an operator's job cannot become one");
    }
    return ModelObjection.to(job, changed, context, allowUnavailable)
        .<Decision>map(Decision.Rejected::new)
        .orElseGet(
            () ->
                new Decision.Allowed(
                    new JobChange(Operation.UPDATED, action(job, changed), job, changed)));
  }

  /** Drops the effort of the model before, where nobody asked it of the new one and it lacks it. */
  private Job withoutStaleVariant(Job before, Job after, JobFields fields) {
    ModelRef model = after.model().orElse(null);
    if (model == null
        || before.model().equals(after.model())
        || fields.has(Field.VARIANT)
        || !context.catalog().get().lacksVariantOf(after.choice())) {
      return after;
    }
    fields.warn(ModelWarnings.staleVariant(after.choice().variant().orElse(""), model));
    return after.with(after.choice().withoutVariant());
  }

  private static JobAction action(Job before, Job after) {
    boolean was = before.state().paused();
    boolean is = after.state().paused();
    return was == is ? JobAction.UPDATE : is ? JobAction.PAUSE : JobAction.RESUME;
  }

  private Decision cancellation(Job job, @Nullable String reason) {
    if (job.system()) {
      return forbidden(job, "pause it instead");
    }
    if (job.running()) {
      return running(job, "abort its run first, or wait for its end");
    }
    Job.State ended = job.state().ended(new Job.End(TerminalState.CANCELLED, reason));
    return new Decision.Allowed(
        new JobChange(
            Operation.DELETED, JobAction.CANCEL, job, job.with(ended, context.clock().instant())));
  }

  /** Nothing is deleted in one step: what may still run is cancelled first. */
  private Decision deletion(Job job) {
    if (job.system()) {
      return forbidden(job, "pause it instead");
    }
    if (job.running()) {
      return running(job, "abort its run first, or wait for its end");
    }
    if (!job.over()) {
      return new Decision.Rejected(
          new Conflict("Task is not over: " + job.id() + "; cancel it first"));
    }
    Job gone = job.with(job.state(), context.clock().instant());
    return new Decision.Allowed(
        new JobChange(Operation.DELETED_FOR_GOOD, JobAction.DELETE, job, gone));
  }

  private Decision runNow(Job job, Optional<ModelRef> model, Order order) {
    if (job.system()) {
      return forbidden(job, "it runs at its own times");
    }
    if (job.running()) {
      return running(job, "wait for its end");
    }
    if (job.state().paused()) {
      return new Decision.Rejected(
          new Conflict("Task is paused: " + job.id() + "; resume it first"));
    }
    if (job.setAside()) {
      return new Decision.Rejected(
          new Conflict(
              "Task is set aside: "
                  + job.id()
                  + " ("
                  + job.schedule().description()
                  + "); mend it first"));
    }
    var request = new Job.RunRequest(order.actor().surface(), order.overBudget(), model);
    Job once = job.with(job.state().with(request), job.updatedAt()).forNextRun();
    if (context.catalog().get().lacksVariantOf(once.choice())) {
      once = once.with(once.choice().withoutVariant());
    }
    Optional<Invalid> objection = ModelObjection.to(job, once, context, order.allowUnavailable());
    if (objection.isPresent()) {
      return new Decision.Rejected(objection.get());
    }
    Optional<Unresolved> spent = order.overBudget() ? Optional.empty() : spentBudget(once);
    if (spent.isPresent()) {
      return new Decision.Rejected(
          new BudgetSpent(spent.get().reason() + "; ?overBudget=true runs it in spite of that"));
    }
    Instant now = context.clock().instant();
    Instant next = job.state().nextRunAt();
    // What is due and only waits for a free slot is not asked for a second time.
    boolean dueAlready = next != null && !next.isAfter(now);
    Job.State state = dueAlready ? job.state() : job.state().revivedAt(now);
    boolean asked = !dueAlready || order.overBudget() || model.isPresent();
    Job due = job.with(asked ? state.with(request) : state, now);
    return new Decision.Allowed(
        new JobChange(Operation.RUN_NOW_SCHEDULED, JobAction.RUN_NOW, job, due));
  }

  private static Decision forbidden(Job job, String instead) {
    return new Decision.Rejected(new Forbidden(job.id() + " is a system job; " + instead));
  }

  private static Decision running(Job job, String instead) {
    return new Decision.Rejected(new Conflict("Task is running: " + job.id() + "; " + instead));
  }

  private JobRules rules(JobFields fields) {
    return new JobRules(fields, context.zone(), context.clock().instant());
  }

  /** Creates a system job, or gives it the cadence that the settings have by now. */
  private void seedOrFollow(Tx tx, SystemJob own) {
    Optional<Job> stored = jobs.find(tx, own.id());
    if (stored.isEmpty()) {
      seed(tx, own);
    } else if (!stored.get().schedule().equals(new Schedule.Cadence(own.cadenceMinutes()))) {
      jobs.setCadence(tx, own.id(), own.cadenceMinutes());
      jobs.moveNextRun(tx, own.id(), own.firstRunAt());
    }
  }

  private void seed(Tx tx, SystemJob own) {
    Job job = own.asNewJob(context.clock().instant());
    jobs.insert(tx, job);
    audit.insert(tx, Actor.scheduler("start"), JobAction.CREATE, null, job);
  }

  private void expire(Tx tx, Job job, Instant now) {
    var end = new Job.End(TerminalState.EXPIRED, "Otto was not running at its time");
    Job expired = job.with(job.state().ended(end), now);
    jobs.update(tx, job, expired);
    audit.insert(tx, Actor.scheduler("start"), JobAction.EXPIRE, job, expired);
  }
}
