package dev.otto.jmx;

/** The flow defaults in JMX; the {@link Description}s document it for the person at the client. */
@Description("The default model of each flow; a change counts from the next run on")
public interface FlowDefaultsMXBean {

  @Description("For answers that somebody waits for; provider/model, or empty or inherit to clear")
  String getInteractiveAssistant();

  void setInteractiveAssistant(String modelRef);

  @Description("For jobs that name no other flow; provider/model, or empty or inherit to clear")
  String getScheduledTasks();

  void setScheduledTasks(String modelRef);

  @Description("For the regular summary of what ran; provider/model, or empty or inherit to clear")
  String getHeartbeat();

  void setHeartbeat(String modelRef);

  @Description("For alerts about failed runs; provider/model, or empty or inherit to clear")
  String getWatchdogFailures();

  void setWatchdogFailures(String modelRef);

  @Description("The file that holds them")
  String getFile();

  @Description("Why the file as it is now is not in force; empty while all is well")
  String getProblem();
}
