package dev.otto.scheduler.acknowledge;

/** The runs that say how their jobs are doing. */
public final class TellingRuns {
  private TellingRuns() {}

  /**
   * Returns the condition in SQL that a run says how its job is doing: it is over, and neither
   * aborted nor held by a budget.
   *
   * @param runs the name of the table in the statement
   */
  public static String condition(String runs) {
    return "(%1$s.state <> 'running' AND coalesce(%1$s.error_code, '') NOT IN ('aborted', 'budget_spent'))"
        .formatted(runs);
  }
}
