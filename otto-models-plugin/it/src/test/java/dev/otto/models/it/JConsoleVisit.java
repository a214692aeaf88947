package dev.otto.models.it;

import dev.otto.jmx.testing.JConsole;
import java.io.File;

/**
 * Somebody who attaches JConsole to an application, reads its jobs a hundred times, and has
 * everything done that there is a button for. A program of its own, because it needs a display and
 * JConsole never ends by itself.
 */
final class JConsoleVisit {
  private JConsoleVisit() {}

  /** The folder for the pictures, the process to look at, and the model for its job editorial. */
  public static void main(String[] arguments) throws Exception {
    var console =
        JConsole.open(new File(arguments[0]), "quartzScheduler", "-interval=1", arguments[1]);
    visit(console, arguments[2]);
    System.exit(0);
  }

  private static void visit(JConsole console, String model) throws Exception {
    console.click("Insecure connection");
    console.selectBeans();
    console.select("ModelCatalog", "Operations");
    System.out.println(console.invoke("refresh"));
    console.select("ModelResolver", "Operations");
    System.out.println(console.invoke("explainJob", "editorial"));
    console.select("JobModels", "Operations");
    System.out.println(console.invoke("setModel", "editorial", model));
    console.select("JobModels", "Attributes");
    for (int i = 0; i < 100; i++) {
      console.click("Refresh");
    }
    console.awaitValue("Count", "3"::equals);
    console.expand("Jobs");
    console.picture("jobs");
  }
}
