package dev.otto.jmx;

import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.FlowDefaultsListener.Origin;
import dev.otto.models.FlowDefaultsStore;
import dev.otto.models.ModelRef;
import java.util.Locale;
import java.util.Map;
import javax.management.ObjectName;

/** The flow defaults, each as an attribute. */
final class FlowDefaultsBean implements FlowDefaultsMXBean {
  static final String TYPE = "FlowDefaults";
  static final String CHANGED = "dev.otto.flowDefaults.changed";

  private final FlowDefaultsStore store;
  private final BeanInput input;
  private final Notices notices;

  FlowDefaultsBean(FlowDefaultsStore store, BeanInput input, ObjectName name) {
    this.store = store;
    this.input = input;
    this.notices = new Notices(name, Map.of(CHANGED, "The default model of a flow changed"));
  }

  DescribedBean described() {
    return new DescribedBean(this, FlowDefaultsMXBean.class, notices);
  }

  @Override
  public String getInteractiveAssistant() {
    return get(Flow.INTERACTIVE_ASSISTANT);
  }

  @Override
  public void setInteractiveAssistant(String modelRef) {
    set(Flow.INTERACTIVE_ASSISTANT, modelRef);
  }

  @Override
  public String getInteractiveAssistantChoice() {
    return choice(Flow.INTERACTIVE_ASSISTANT);
  }

  @Override
  public void setInteractiveAssistantChoice(String choice) {
    setChoice(Flow.INTERACTIVE_ASSISTANT, choice);
  }

  @Override
  public String getScheduledTasks() {
    return get(Flow.SCHEDULED_TASKS);
  }

  @Override
  public void setScheduledTasks(String modelRef) {
    set(Flow.SCHEDULED_TASKS, modelRef);
  }

  @Override
  public String getScheduledTasksChoice() {
    return choice(Flow.SCHEDULED_TASKS);
  }

  @Override
  public void setScheduledTasksChoice(String choice) {
    setChoice(Flow.SCHEDULED_TASKS, choice);
  }

  @Override
  public String getHeartbeat() {
    return get(Flow.HEARTBEAT);
  }

  @Override
  public void setHeartbeat(String modelRef) {
    set(Flow.HEARTBEAT, modelRef);
  }

  @Override
  public String getHeartbeatChoice() {
    return choice(Flow.HEARTBEAT);
  }

  @Override
  public void setHeartbeatChoice(String choice) {
    setChoice(Flow.HEARTBEAT, choice);
  }

  @Override
  public String getWatchdogFailures() {
    return get(Flow.WATCHDOG_FAILURES);
  }

  @Override
  public void setWatchdogFailures(String modelRef) {
    set(Flow.WATCHDOG_FAILURES, modelRef);
  }

  @Override
  public String getWatchdogFailuresChoice() {
    return choice(Flow.WATCHDOG_FAILURES);
  }

  @Override
  public void setWatchdogFailuresChoice(String choice) {
    setChoice(Flow.WATCHDOG_FAILURES, choice);
  }

  @Override
  public String showDefault(String flow) {
    return choice(input.flow(flow));
  }

  @Override
  public String changeDefault(String flow, String choice) {
    return input.setFlowChoice(input.flow(flow), choice);
  }

  @Override
  public String getFile() {
    return store.location();
  }

  @Override
  public String getProblem() {
    return store.problem().orElse("");
  }

  private String get(Flow flow) {
    return text(store.current(), flow);
  }

  private void set(Flow flow, String modelRef) {
    String unused = input.setFlowDefault(flow, modelRef);
  }

  private String choice(Flow flow) {
    return ChoiceText.write(store.current().choice(flow));
  }

  private void setChoice(Flow flow, String choice) {
    String unused = input.setFlowChoice(flow, choice);
  }

  private static String text(FlowDefaults defaults, Flow flow) {
    return defaults.get(flow).map(ModelRef::toString).orElse(BeanInput.INHERIT);
  }

  /** Sends a notification of each change, whoever made it. */
  void changed(FlowDefaults before, FlowDefaults after, Origin origin) {
    for (Flow flow : FlowDefaults.differing(before, after)) {
      String was = ChoiceText.write(before.choice(flow));
      String is = ChoiceText.write(after.choice(flow));
      notices.send(
          CHANGED,
          flow + ": " + was + " is now " + is,
          Map.of(
              "flow",
              flow.key(),
              "before",
              was,
              "after",
              is,
              "origin",
              origin.name().toLowerCase(Locale.ROOT)));
    }
  }
}
