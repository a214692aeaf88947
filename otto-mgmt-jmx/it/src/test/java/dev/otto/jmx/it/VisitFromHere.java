package dev.otto.jmx.it;

import dev.otto.jmx.testing.JConsole;
import java.io.File;

/**
 * Somebody who attaches to Otto on the same machine, looks at the catalog, subscribes to the
 * notifications of the defaults, edits one in the table, and takes a picture of each. A program of
 * its own, because it needs a display and JConsole never ends by itself.
 */
final class VisitFromHere {
  private VisitFromHere() {}

  /** The folder for the pictures, the process to look at, and the model to set. */
  public static void main(String[] arguments) throws Exception {
    visit(JConsole.open(new File(arguments[0]), "otto", "-interval=1", arguments[1]), arguments[2]);
    System.exit(0);
  }

  private static void visit(JConsole console, String model) throws Exception {
    // JConsole asks so for every process of the same machine.
    console.click("Insecure connection");
    console.selectBeans();
    console.select("ModelCatalog", "Attributes");
    console.awaitValue("Models", models -> true);
    console.picture("catalog");

    console.select("FlowDefaults", "Notifications");
    console.click("Subscribe");
    console.awaitNode("FlowDefaults", "Notifications[0]");

    console.select("FlowDefaults", "Attributes");
    console.edit("ScheduledTasks", model);
    console.awaitValue("ScheduledTasks", model::equals);
    console.picture("flow-default");

    console.awaitNode("FlowDefaults", "Notifications[1]");
    console.select("FlowDefaults", "Notifications[1]");
    console.widen(4, "Message");
    console.picture("notification");
  }
}
