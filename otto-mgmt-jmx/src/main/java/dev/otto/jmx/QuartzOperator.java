package dev.otto.jmx;

import dev.otto.models.Flow;
import dev.otto.models.FlowDefaultsChange;
import dev.otto.models.FlowDefaultsChange.Refused;
import dev.otto.models.FlowDefaultsChange.Unchanged;
import dev.otto.models.FlowDefaultsStore;
import dev.otto.models.ModelCheck;
import dev.otto.models.ModelRef;
import dev.otto.models.RefreshResult;
import dev.otto.models.RefreshResult.Kept;
import dev.otto.models.RefreshResult.Refreshed;
import dev.otto.models.log.LogEvent;
import dev.otto.models.quartz.OttoModels;
import java.util.List;
import java.util.Optional;
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

  QuartzOperator(OttoModels models, QuartzJobs jobs) {
    this.models = models;
    this.jobs = jobs;
  }

  @Override
  public OperationResult refreshCatalog(String actor) {
    RefreshResult result = models.catalog().refresh();
    return result instanceof Kept kept
        ? new OperationResult.Refused(kept.error() + "; the previous list stays in use")
        : new OperationResult.Applied(ModelCatalogBean.sentence((Refreshed) result));
  }

  @Override
  public OperationResult changeFlowDefault(String actor, Flow flow, Optional<ModelRef> ref) {
    FlowDefaultsStore store = models.flowDefaults();
    Optional<String> objection =
        ref.equals(store.current().get(flow)) ? Optional.empty() : objection(ref);
    if (objection.isPresent()) {
      return new OperationResult.Refused(objection.get());
    }
    FlowDefaultsChange change = store.set(flow, ref);
    if (change instanceof Refused refused) {
      return new OperationResult.Refused(
          store.location() + " was not changed: " + refused.reason());
    }
    LogEvent.info(LOG, "flow_default_set")
        .with("flow", flow)
        .with("modelRef", text(ref))
        .with("actor", actor)
        .say(actor + " set the default of " + flow + " to " + text(ref));
    String already = change instanceof Unchanged ? " (as before)" : "";
    return new OperationResult.Applied(flow + ": " + text(ref) + already);
  }

  @Override
  public OperationResult changeJobModel(String actor, String job, Optional<ModelRef> ref) {
    Optional<String> objection = objection(ref);
    if (objection.isPresent()) {
      return new OperationResult.Refused(objection.get());
    }
    OperationResult outcome = jobs.change(job, ref);
    if (outcome instanceof OperationResult.Applied) {
      LogEvent.info(LOG, "job_model_set")
          .with("job", job)
          .with("modelRef", text(ref))
          .with("actor", actor)
          .say(actor + " set the model of job " + job + " to " + text(ref));
    }
    return outcome;
  }

  /** Returns the reason why this model cannot be set; empty if it can. */
  private Optional<String> objection(Optional<ModelRef> wanted) {
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    ModelCheck check = ModelCheck.of(models.catalog().snapshot(), wanted.get());
    if (check instanceof ModelCheck.Unknown unknown) {
      return Optional.of(unknown.message(ModelCatalogBean.WHERE_TO_LOOK));
    }
    return check instanceof ModelCheck.Unsuitable unsuitable
        ? Optional.of(unsuitable.message())
        : Optional.empty();
  }

  static String text(Optional<ModelRef> ref) {
    return ref.map(ModelRef::toString).orElse(BeanInput.INHERIT);
  }

  @Override
  public int countJobs() {
    return jobs.keys().size();
  }

  @Override
  public List<ManagedJob> jobs(int limit) {
    return jobs.keys().stream().limit(limit).map(jobs::managed).toList();
  }

  @Override
  public Optional<ManagedJob> job(String key) {
    return jobs.find(key).map(jobs::managed);
  }
}
