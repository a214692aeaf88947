package dev.otto.jmx;

import java.util.Map;

/** The models of jobs in JMX; the {@link Description}s document it for the person at the client. */
@Description("Which model each job names and gets; a change counts from the job's next run on")
public interface JobModelsMXBean {

  @Description("The first 1,000 jobs by key, each with its flow, its own model and what it gets")
  Map<String, JobRow> getJobs();

  @Description("How many jobs there are")
  int getCount();

  @Description(value = "Gives a job a model of its own", changes = true)
  String setModel(
      @Description("As in the attribute Jobs") String job,
      @Description("provider/model, or empty or inherit to clear") String modelRef);

  @Description(value = "Takes a job's own model away: it inherits", changes = true)
  String clearModel(@Description("As in the attribute Jobs") String job);

  /**
   * One job.
   *
   * @param override the model the job names itself, or {@code inherit}
   * @param model what its next run uses; empty where there is none to use
   * @param source what decided, or {@code no_model_available}
   */
  record JobRow(String flow, String override, String model, String source, String reason) {}
}
