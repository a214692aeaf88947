package dev.otto.jmx;

/** The flow defaults in JMX; the {@link Description}s document it for the person at the client. */
@Description("The default model of each flow; a change takes effect with the next run")
public interface FlowDefaultsMXBean {

  @Description("For interactive use; provider/model, or empty or inherit to clear")
  String getInteractiveAssistant();

  void setInteractiveAssistant(String modelRef);

  @Description(
      "All that is asked for interactive use: provider/model or inherit, then variant=, fallbacks=,"
          + " policy=, onlyProviders=, onFailure=")
  String getInteractiveAssistantChoice();

  void setInteractiveAssistantChoice(String choice);

  @Description("For jobs that name no other flow; provider/model, or empty or inherit to clear")
  String getScheduledTasks();

  void setScheduledTasks(String modelRef);

  @Description(
      "All that is asked for jobs that name no other flow: provider/model or inherit, then variant=, fallbacks=,"
          + " policy=, onlyProviders=, onFailure=")
  String getScheduledTasksChoice();

  void setScheduledTasksChoice(String choice);

  @Description(
      "For the regular summary of recent runs; provider/model, or empty or inherit to clear")
  String getHeartbeat();

  void setHeartbeat(String modelRef);

  @Description(
      "All that is asked for the regular summary of recent runs: provider/model or inherit, then variant=, fallbacks=,"
          + " policy=, onlyProviders=, onFailure=")
  String getHeartbeatChoice();

  void setHeartbeatChoice(String choice);

  @Description("For alerts about failed runs; provider/model, or empty or inherit to clear")
  String getWatchdogFailures();

  void setWatchdogFailures(String modelRef);

  @Description(
      "All that is asked for alerts about failed runs: provider/model or inherit, then variant=, fallbacks=,"
          + " policy=, onlyProviders=, onFailure=")
  String getWatchdogFailuresChoice();

  void setWatchdogFailuresChoice(String choice);

  @Description("Shows all that is asked for a flow, also one of the application's own")
  String showDefault(@Description("A key of the attribute Flows of ModelResolver") String flow);

  @Description(
      value = "Sets all that is asked for a flow, also one of the application's own",
      changes = true)
  String changeDefault(
      @Description("A key of the attribute Flows of ModelResolver") String flow,
      @Description(
              "provider/model or inherit, then as needed variant=high fallbacks=a/b,c/d"
                  + " policy=strict onlyProviders=a,c onFailure=next")
          String choice);

  @Description("The file that contains them")
  String getFile();

  @Description("Why the file's present content is not in force; empty if it is")
  String getProblem();
}
