package dev.otto.jmx;

import dev.otto.models.Flow;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.quartz.RequestedModel;
import java.util.List;
import java.util.Optional;

/**
 * Carries out the changes requested at a JMX client: a port, because an application with nothing
 * but Quartz writes to Quartz and to the file itself, while the daemon has services that check,
 * audit and write. The beans read the catalog, the defaults and the resolver themselves and come
 * here for jobs and for every change.
 */
public interface ModelOperator {

  /** Asks OpenCode for its models now. */
  OperationResult refreshCatalog(String actor);

  /** Sets the default of a flow; an empty reference makes it inherit. */
  OperationResult changeFlowDefault(String actor, Flow flow, Optional<ModelRef> ref);

  /** Sets the model of a job; an empty reference makes it inherit. */
  OperationResult changeJobModel(String actor, String job, Optional<ModelRef> ref);

  /** Sets all that a flow asks for. */
  OperationResult changeFlowChoice(String actor, Flow flow, ModelChoice choice);

  /** Sets all that a job asks for. */
  OperationResult changeJobChoice(String actor, String job, ModelChoice choice);

  /**
   * Puts one model in the place of another wherever that is named.
   *
   * @param force also by one that the catalog lacks, or that cannot do what is needed
   */
  OperationResult replaceModel(
      String actor, ModelRef from, ModelRef to, Optional<String> variant, boolean force);

  /**
   * Takes a replacement back where its values still stand.
   *
   * @param number that the replacement was answered with
   */
  OperationResult undoReplacement(String actor, long number);

  /** Returns the number of jobs. */
  int countJobs();

  /** Returns the first jobs in the order of their keys, with their model settings. */
  List<ManagedJob> jobs(int limit);

  /** Returns one job; empty if there is none with this key. */
  Optional<ManagedJob> job(String key);

  /**
   * A job as the beans show it.
   *
   * @param key what people type to name it
   * @param requested what its next run asks for
   * @param remark where that comes from, if it is not from the job alone; empty otherwise
   */
  record ManagedJob(String key, RequestedModel requested, String remark) {

    /** Creates a job that alone decides what its runs ask for. */
    public ManagedJob(String key, RequestedModel requested) {
      this(key, requested, "");
    }

    /** Returns a reason together with the remark. */
    String explain(String reason) {
      return remark.isEmpty() ? reason : reason + "; " + remark;
    }
  }

  /** The result of a change. */
  sealed interface OperationResult {

    /** The change is in force; the sentence states the new state. */
    record Applied(String sentence) implements OperationResult {}

    /** Nothing changed; the sentence says why, and what to do about it. */
    record Refused(String sentence) implements OperationResult {}
  }
}
