package dev.otto.jmx;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaultsChange;
import dev.otto.models.FlowDefaultsChange.Refused;
import dev.otto.models.FlowDefaultsChange.Unchanged;
import dev.otto.models.FlowDefaultsStore;
import dev.otto.models.ModelCheck;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelRef;
import dev.otto.models.RefreshResult;
import dev.otto.models.RefreshResult.Kept;
import dev.otto.models.RefreshResult.Refreshed;
import dev.otto.models.log.LogEvent;
import dev.otto.models.quartz.OttoModels;
import dev.otto.models.quartz.RequestedModel.Stated;
import dev.otto.models.quartz.RequestedModel.Unreadable;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.quartz.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator of an application that has only Quartz and the plugin: it writes the file and the
 * data of the jobs itself, and logs who asked.
 */
final class QuartzOperator implements ModelOperator {
  private static final Logger LOG = LoggerFactory.getLogger(QuartzOperator.class);

  private final OttoModels models;
  private final QuartzJobs jobs;
  private final Replacements replacements;

  QuartzOperator(OttoModels models, Scheduler scheduler) {
    this.models = models;
    this.jobs = new QuartzJobs(scheduler, models.flowDefaults().flows());
    this.replacements = new Replacements(scheduler);
  }

  @Override
  public OperationResult replaceModel(
      String actor, ModelRef from, ModelRef to, Optional<String> variant, boolean force) {
    return replacements.make(actor, models -> models.replace(from, to, variant, force));
  }

  @Override
  public OperationResult undoReplacement(String actor, long number) {
    return replacements.undo(actor, number);
  }

  @Override
  public OperationResult refreshCatalog(String actor) {
    RefreshResult result = models.catalog().refresh();
    return result instanceof Kept kept
        ? new OperationResult.Refused(kept.error() + consequence(kept))
        : new OperationResult.Applied(ModelCatalogBean.sentence((Refreshed) result));
  }

  private static String consequence(Kept kept) {
    return kept.snapshot().isMissing()
        ? "; there is still no list"
        : "; the previous list stays in use";
  }

  @Override
  public OperationResult changeFlowDefault(String actor, Flow flow, Optional<ModelRef> ref) {
    ModelChoice now = models.flowDefaults().current().choice(flow);
    return changeFlowChoice(actor, flow, now.with(ref, models.catalog().snapshot()));
  }

  @Override
  public OperationResult changeFlowChoice(String actor, Flow flow, ModelChoice choice) {
    FlowDefaultsStore store = models.flowDefaults();
    Optional<String> objection = objection(store.current().choice(flow), choice);
    if (objection.isPresent()) {
      return new OperationResult.Refused(objection.get());
    }
    FlowDefaultsChange change = store.change(defaults -> defaults.with(flow, choice));
    if (change instanceof Refused refused) {
      return new OperationResult.Refused(
          store.location() + " was not changed: " + refused.reason());
    }
    LogEvent.info(LOG, "flow_default_set")
        .with("flow", flow)
        .with("modelRef", text(choice.modelRef()))
        .with("actor", actor)
        .say(actor + " set the default of " + flow + " to " + ChoiceText.write(choice));
    String already = change instanceof Unchanged ? " (as before)" : "";
    return new OperationResult.Applied(flow + ": " + ChoiceText.write(choice) + already);
  }

  @Override
  public OperationResult changeJobModel(String actor, String job, Optional<ModelRef> ref) {
    CatalogSnapshot catalog = models.catalog().snapshot();
    if (job(job).map(ManagedJob::requested).orElse(null) instanceof Unreadable unreadable) {
      return new OperationResult.Refused(
          unreadable.why()
              + "; nothing was changed, since the rest of its choice would be lost: mend the job's"
              + " data, or write the whole choice with setChoice");
    }
    return changeJob(actor, job, now -> now.with(ref, catalog));
  }

  @Override
  public OperationResult changeJobChoice(String actor, String job, ModelChoice choice) {
    return changeJob(actor, job, now -> choice);
  }

  private OperationResult changeJob(String actor, String job, UnaryOperator<ModelChoice> change) {
    ModelChoice before = choice(job);
    ModelChoice after = change.apply(before);
    if (after.onFailure() == OnFailure.NEXT) {
      return new OperationResult.Refused(
          "onFailure=next is not for jobs that send their prompts themselves: nobody could ask the"
              + " next model for them; leave it out");
    }
    // The named model is checked even if it is the stored one: nobody sees here what was stored.
    Optional<String> objection = objection(ModelChoice.INHERIT, after);
    if (objection.isPresent()) {
      return new OperationResult.Refused(objection.get());
    }
    OperationResult outcome = jobs.change(job, after);
    if (outcome instanceof OperationResult.Applied) {
      LogEvent.info(LOG, "job_model_set")
          .with("job", job)
          .with("modelRef", text(after.modelRef()))
          .with("actor", actor)
          .say(actor + " set the model of job " + job + " to " + ChoiceText.write(after));
    }
    return outcome;
  }

  /** Returns what the data of the job ask for now; nothing where they cannot be read. */
  private ModelChoice choice(String job) {
    return jobs.find(job)
        .map(jobs::own)
        .map(asked -> asked instanceof Stated stated ? stated.choice() : ModelChoice.INHERIT)
        .orElse(ModelChoice.INHERIT);
  }

  /** Returns the reason why a model cannot be named; empty if it can. */
  static Optional<String> objection(
      CatalogSnapshot catalog, ModelRef ref, Optional<String> variant) {
    var choice =
        new ModelChoice(
            Optional.of(ref), variant, List.of(), Policy.PREFER, List.of(), OnFailure.STOP);
    return objection(catalog, ModelChoice.INHERIT, choice);
  }

  /** Returns the reason why this cannot be set; empty if it can. */
  private Optional<String> objection(ModelChoice before, ModelChoice after) {
    return objection(models.catalog().snapshot(), before, after);
  }

  private static Optional<String> objection(
      CatalogSnapshot catalog, ModelChoice before, ModelChoice after) {
    return ModelCheck.ofChange(catalog, before, after)
        .map(found -> catalog.isMissing() ? cannotCheck(catalog) : sentence(found.check()));
  }

  private static String cannotCheck(CatalogSnapshot catalog) {
    return "No model can be checked, since " + catalog.whyMissing();
  }

  private static String sentence(ModelCheck check) {
    if (check instanceof ModelCheck.Unknown unknown) {
      return unknown.message(ModelCatalogBean.WHERE_TO_LOOK);
    }
    return check instanceof ModelCheck.UnknownVariant variant
        ? variant.message()
        : ((ModelCheck.Unsuitable) check).message();
  }

  static String text(Optional<ModelRef> ref) {
    return ref.map(ModelRef::toString).orElse(BeanInput.INHERIT);
  }

  @Override
  public int countJobs() {
    return jobs.count();
  }

  @Override
  public List<ManagedJob> jobs(int limit) {
    return jobs.first(limit);
  }

  @Override
  public Optional<ManagedJob> job(String key) {
    return jobs.find(key).map(jobs::managed);
  }
}
