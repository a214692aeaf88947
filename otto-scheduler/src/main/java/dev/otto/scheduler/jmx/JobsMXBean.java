package dev.otto.scheduler.jmx;

import dev.otto.jmx.Description;
import java.util.Map;

/** The jobs in JMX; the descriptions document it for the person at the client. */
@Description("The jobs of this Otto and their runs")
public interface JobsMXBean {

  @Description("How many jobs are idle, running, paused, completed, expired and cancelled")
  Map<String, Long> getCountsByState();

  @Description("How many runs are in flight")
  int getRunningCount();

  @Description("The runs in flight by their ids, the first started first")
  Map<String, RunRow> getRunning();

  @Description("The last 25 runs by their ids, the last started first")
  Map<String, RunRow> getLastRuns();

  @Description(value = "Has a job run now, besides its schedule", changes = true)
  String runNow(@Description("The id of the job") String job);

  @Description(value = "Nothing of the job fires until it is resumed", changes = true)
  String pause(@Description("The id of the job") String job);

  @Description(value = "Lets a paused job fire again", changes = true)
  String resume(@Description("The id of the job") String job);

  @Description(value = "Ends a run in flight as failed", changes = true)
  String abort(@Description("The id of the run as in Running, or of its job") String run);

  /**
   * One run.
   *
   * @param state running, succeeded, failed or lost
   * @param model the one that served or, before that is known, the one that was resolved
   * @param source what decided
   * @param error empty if nothing went wrong
   */
  record RunRow(
      String job,
      String state,
      String model,
      String source,
      String requested,
      String startedAt,
      String finishedAt,
      String error) {}
}
