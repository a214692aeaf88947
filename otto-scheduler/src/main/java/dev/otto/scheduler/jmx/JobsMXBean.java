package dev.otto.scheduler.jmx;

import dev.otto.jmx.Description;
import java.util.Map;

/** The jobs in JMX; the descriptions document it for the person at the client. */
@Description("The jobs of this Otto and their runs")
public interface JobsMXBean {

  @Description(
      "The numbers of jobs that are idle, running, paused, completed, expired and cancelled")
  Map<String, Long> getCountsByState();

  @Description("The number of runs in flight")
  int getRunningCount();

  @Description("The runs in flight by their ids, the first started first")
  Map<String, RunRow> getRunning();

  @Description("The last 25 runs by their ids, the last started first")
  Map<String, RunRow> getLastRuns();

  @Description(value = "Runs a job now, in addition to its schedule", changes = true)
  String runNow(@Description("The id of the job") String job);

  @Description(value = "Pauses a job until it is resumed", changes = true)
  String pause(@Description("The id of the job") String job);

  @Description(value = "Resumes a paused job", changes = true)
  String resume(@Description("The id of the job") String job);

  @Description(value = "Aborts a run in flight, which fails", changes = true)
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
