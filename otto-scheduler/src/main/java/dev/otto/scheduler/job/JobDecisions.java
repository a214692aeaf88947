package dev.otto.scheduler.job;

import dev.otto.models.ModelRef;
import dev.otto.models.Resolution.Unresolved;
import dev.otto.scheduler.job.Decision.JobChange;
import dev.otto.scheduler.job.JobAuditRepository.JobAction;
import dev.otto.scheduler.job.JobResult.BudgetSpent;
import dev.otto.scheduler.job.JobResult.Conflict;
import dev.otto.scheduler.job.JobResult.Forbidden;
import dev.otto.scheduler.job.JobResult.Invalid;
import dev.otto.scheduler.job.JobResult.Operation;
import dev.otto.scheduler.models.ModelWarnings;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what may be done to a job in its present state, and what it would come to. */
final class JobDecisions {
  private static final Set<Field> WHILE_RUNNING =
      EnumSet.of(
          Field.MODEL_REF,
          Field.VARIANT,
          Field.FALLBACKS,
          Field.POLICY,
          Field.ONLY_PROVIDERS,
          Field.ON_FAILURE,
          Field.RUNS_ON,
          Field.STATUS);
  private static final Set<Field> OF_SYSTEM_JOBS = Set.of(Field.STATUS);

  private final JobContext context;

  JobDecisions(JobContext context) {
    this.context = context;
  }

  /**
   * Decides on a new job.
   *
   * @param present the one that has its id already
   */
  Decision creation(Optional<Job> present, Job wanted, boolean allowUnavailable) {
    if (wanted.system()) {
      return new Decision.Rejected(
          new Forbidden(
              wanted.id()
                  + " (type "
                  + wanted.type()
                  + ") is Otto's own; choose another id and type"));
    }
    Optional<Invalid> objection = ModelObjection.to(null, wanted, context, allowUnavailable);
    if (objection.isPresent()) {
      return new Decision.Rejected(objection.get());
    }
    return present.isPresent()
        ? new Decision.Rejected(new Conflict("Task already exists: " + wanted.id()))
        : new Decision.Allowed(new JobChange(Operation.CREATED, JobAction.CREATE, null, wanted));
  }

  /** Decides on a change; an absent key keeps the present value, null clears it. */
  Decision change(Job job, JobFields fields, boolean allowUnavailable) {
    boolean ofUse = fields.sets(Field.STATUS);
    if (job.system() && !(ofUse && fields.hasOnly(OF_SYSTEM_JOBS))) {
      return forbidden(job, "it can only be paused and resumed");
    }
    if (job.running() && !fields.hasOnly(WHILE_RUNNING)) {
      return running(job, "only modelRef, runsOn and status can be changed while it runs");
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

  Decision cancellation(Job job, @Nullable String reason) {
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
  Decision deletion(Job job) {
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

  Decision runNow(Job job, Optional<ModelRef> model, Order order) {
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

  /** Returns the rules for what a request says. */
  JobRules rules(JobFields fields) {
    return new JobRules(fields, context.zone(), context.clock().instant());
  }

  /** Returns why the next run would be held; empty where no budget holds it. */
  Optional<Unresolved> spentBudget(Job job) {
    return context.resolver().resolve(job.payer(), job.choice()) instanceof Unresolved none
            && none.isBudgetSpent()
        ? Optional.of(none)
        : Optional.empty();
  }
}
