package dev.otto.jmx;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import dev.otto.models.quartz.RequestedModel;
import java.util.List;
import java.util.Optional;

/**
 * Does what somebody at a JMX client asks for: a port, because an application with nothing but
 * Quartz writes to Quartz and to the file itself, while the daemon has services that check, audit
 * and write. The beans read the catalog, the defaults and the resolver themselves and come here for
 * jobs and for every change.
 */
public interface ModelOperator {

  /** Asks OpenCode for its models now. */
  Outcome refreshCatalog(String actor);

  /** Gives a flow a default; empty has it inherit. */
  Outcome changeFlowDefault(String actor, Flow flow, Optional<ModelRef> ref);

  /** Gives a job a model of its own; empty has it inherit. */
  Outcome changeJobModel(String actor, String job, Optional<ModelRef> ref);

  /** How many jobs there are. */
  int countJobs();

  /** The first jobs in the order of their keys, with what they ask for. */
  List<ManagedJob> jobs(int limit);

  /** One job; empty where there is none with this key. */
  Optional<ManagedJob> job(String key);

  /**
   * A job as the beans show it.
   *
   * @param key what people type to name it
   */
  record ManagedJob(String key, RequestedModel wish) {}

  /** What came of a change. */
  sealed interface Outcome {

    /** It is in force; the sentence says what is so now. */
    record Done(String sentence) implements Outcome {}

    /** Nothing changed; the sentence says why, and what to do about it. */
    record Refused(String sentence) implements Outcome {}
  }
}
