package dev.otto.ctl.command;

import java.util.Arrays;
import java.util.List;

/** The four flows of the contract, in the order in which they are always listed. */
enum Flow {
  interactiveAssistant,
  scheduledTasks,
  heartbeat,
  watchdogFailures;

  static List<String> names() {
    return Arrays.stream(values()).map(Flow::name).toList();
  }
}
