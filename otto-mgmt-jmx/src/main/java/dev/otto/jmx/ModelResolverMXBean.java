package dev.otto.jmx;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The resolver in JMX; the {@link Description}s document it for the person at the client. */
@Description("Which model a run uses, and why: the job's own, else its flow's, else the global one")
public interface ModelResolverMXBean {

  @Description("What a run of each flow uses right now, where its job names no model")
  Map<String, Explained> getFlows();

  @Description("The number of runs by deciding rule, since the beans were registered")
  Map<String, Long> getCountsBySource();

  @Description("The number of runs that requested a model missing from the catalog, by that model")
  Map<String, Long> getFallbacksByModel();

  @Description("The last run that requested a model missing from the catalog; empty if none has")
  @Nullable Fallback getLastFallback();

  @Description("Which model a run of the flow uses right now, and why")
  Explained explain(@Description("A key of the attribute Flows") String flow);

  @Description("Which model the next run of the job uses, and why")
  Explained explainJob(@Description("As shown in the attribute Jobs of JobModels") String job);

  @Description("Which model a run of the flow would use if a model left the catalog")
  Explained whatIf(
      @Description("A key of the attribute Flows") String flow,
      @Description("The model assumed to be missing, provider/model") String missingModelRef);

  /**
   * One resolution, explained.
   *
   * @param model empty where there is none to use
   * @param source what decided, or {@code no_model_available}
   * @param steps what was asked, in order, and what came of it
   */
  record Explained(
      String flow,
      String model,
      String source,
      String requested,
      String reason,
      List<String> steps) {}

  /** A fallback: the job or flow, the model it requested, and the one used instead. */
  record Fallback(String at, String job, String flow, String requested, String used) {}
}
