package dev.otto.scheduler.jmx;

import dev.otto.jmx.ModelOperator;
import dev.otto.models.Flow;
import dev.otto.models.ModelCheck;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.RefreshResult;
import dev.otto.models.quartz.RequestedModel;
import dev.otto.scheduler.actor.Actor;
import dev.otto.scheduler.actor.Surface;
import dev.otto.scheduler.job.Job;
import dev.otto.scheduler.job.JobCountRepository;
import dev.otto.scheduler.job.JobFields;
import dev.otto.scheduler.job.JobResult;
import dev.otto.scheduler.job.JobService;
import dev.otto.scheduler.job.Order;
import dev.otto.scheduler.models.CatalogService;
import dev.otto.scheduler.models.CatalogService.RefreshRequest;
import dev.otto.scheduler.models.FlowDefaultsService;
import dev.otto.scheduler.models.FlowDefaultsUpdate;
import dev.otto.scheduler.models.ModelReplacements;
import dev.otto.scheduler.models.ModelReplacements.ReplaceResult;
import dev.otto.scheduler.models.Replacement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Carries out the changes requested at a JMX client through the services that every surface uses.
 */
record DaemonOperator(
    CatalogService catalog,
    FlowDefaultsService defaults,
    JobService jobs,
    JobCountRepository view,
    ModelReplacements replacements)
    implements ModelOperator {

  static Actor actor(String name) {
    return new Actor(name, Surface.JMX);
  }

  @Override
  public OperationResult refreshCatalog(String actor) {
    return switch (catalog.refresh(RefreshRequest.by(actor(actor)))) {
      case CatalogService.RefreshOutcome.CatalogRefreshed(
              RefreshResult.Refreshed(var snapshot, var added, var removals),
              var affected) ->
          new OperationResult.Applied(
              "%d models; %d added, %d removed, %d of them still named by flows or jobs"
                  .formatted(snapshot.size(), added.size(), removals.size(), affected.size()));
      case CatalogService.RefreshOutcome.Unavailable(_, var message) ->
          new OperationResult.Refused("The previous catalog stays in use: " + message);
      case CatalogService.RefreshOutcome.Busy(int prompts) ->
          new OperationResult.Refused(
              prompts + " prompts are in flight; try again when they are over");
    };
  }

  @Override
  public OperationResult changeFlowDefault(String actor, Flow flow, Optional<ModelRef> ref) {
    return change(actor, flow, FlowDefaultsUpdate.set(flow, ref));
  }

  @Override
  public OperationResult changeFlowChoice(String actor, Flow flow, ModelChoice choice) {
    return change(actor, flow, FlowDefaultsUpdate.set(flow, choice));
  }

  private OperationResult change(String actor, Flow flow, FlowDefaultsUpdate update) {
    return switch (defaults.change(actor(actor), update)) {
      case FlowDefaultsService.UpdateResult.InForce(var now, var warnings) ->
          new OperationResult.Applied(
              flow.key()
                  + now.get(flow).map(it -> ": " + it).orElse(" inherits")
                  + warnings.stream().map(it -> "; " + it).collect(Collectors.joining()));
      case FlowDefaultsService.UpdateResult.Superseded _ ->
          new OperationResult.Refused(
              "The defaults changed in the meantime; reload the attributes and try again");
      case FlowDefaultsService.UpdateResult.BadModel(_, var found) ->
          new OperationResult.Refused(sentence(found.check()));
      case FlowDefaultsService.UpdateResult.BadChoice(_, _, var message) ->
          new OperationResult.Refused(message);
      case FlowDefaultsService.UpdateResult.Refused(var message) ->
          new OperationResult.Refused(message);
    };
  }

  private static String sentence(ModelCheck check) {
    return switch (check) {
      case ModelCheck.Usable() -> "The model can be used";
      case ModelCheck.Unknown unknown ->
          unknown.message("search of ModelCatalog finds what there is");
      case ModelCheck.Unsuitable unsuitable -> unsuitable.message();
      case ModelCheck.UnknownVariant unknown -> unknown.message();
    };
  }

  @Override
  public OperationResult changeJobModel(String actor, String job, Optional<ModelRef> ref) {
    return outcome(
        jobs.update(job, JobFields.model(ref.orElse(null)), Order.by(actor(actor))),
        job + ref.map(it -> " names " + it).orElse(" inherits"));
  }

  @Override
  public OperationResult changeJobChoice(String actor, String job, ModelChoice choice) {
    return outcome(
        jobs.update(job, JobFields.choiceOf(choice), Order.by(actor(actor))), job + ": " + choice);
  }

  /** Returns the JMX outcome of a job operation. */
  static OperationResult outcome(JobResult result, String done) {
    return switch (result) {
      case JobResult.Done _ -> new OperationResult.Applied(done);
      case JobResult.Invalid invalid -> new OperationResult.Refused(invalid.message());
      case JobResult.NotFound missing -> new OperationResult.Refused(missing.message());
      case JobResult.Conflict conflict -> new OperationResult.Refused(conflict.message());
      case JobResult.BudgetSpent spent -> new OperationResult.Refused(spent.message());
      case JobResult.Overtaken overtaken ->
          new OperationResult.Refused(overtaken.now().id() + " was changed in the meantime");
      case JobResult.Forbidden forbidden -> new OperationResult.Refused(forbidden.message());
    };
  }

  @Override
  public OperationResult replaceModel(
      String actor, ModelRef from, ModelRef to, Optional<String> variant, boolean force) {
    return outcome(
        replacements.replace(actor(actor), new Replacement(from, to, variant), force, false));
  }

  @Override
  public OperationResult undoReplacement(String actor, long number) {
    return outcome(replacements.undo(actor(actor), number, false));
  }

  private static OperationResult outcome(ReplaceResult result) {
    return switch (result) {
      case ReplaceResult.Replaced done -> new OperationResult.Applied(done.sentence());
      case ReplaceResult.Unsuitable unsuitable -> new OperationResult.Refused(unsuitable.message());
      case ReplaceResult.Missing(var message) -> new OperationResult.Refused(message);
      case ReplaceResult.Conflict(var message) -> new OperationResult.Refused(message);
    };
  }

  @Override
  public int countJobs() {
    return view.countNotOver();
  }

  @Override
  public List<ManagedJob> jobs(int limit) {
    return jobs.notOver(limit).stream().flatMap(DaemonOperator::managed).toList();
  }

  @Override
  public Optional<ManagedJob> job(String key) {
    return jobs.find(key).stream().flatMap(DaemonOperator::managed).findFirst();
  }

  /** Returns the job with its model settings; none if it never prompts. */
  private static Stream<ManagedJob> managed(Job job) {
    return job.flow().stream()
        .map(flow -> new ManagedJob(job.id(), new RequestedModel.Stated(flow, job.choice())));
  }
}
