package dev.otto.jmx.it;

import dev.otto.jmx.testing.JConsole;
import java.io.File;

/**
 * Somebody at another machine, who logs in as the page says, reads, and edits a default: it is in
 * force, or JConsole says why not, which this program prints.
 */
final class VisitFromAfar {
  private final JConsole console;
  private final String user;
  private final String model;

  private VisitFromAfar(JConsole console, String user, String model) {
    this.console = console;
    this.user = user;
    this.model = model;
  }

  /** The folder for the pictures, the address, the user, the password, and the model to set. */
  public static void main(String[] arguments) throws Exception {
    var console = JConsole.open(new File(arguments[0]), "otto", "-interval=1");
    var visit = new VisitFromAfar(console, arguments[2], arguments[4]);
    visit.login(arguments[1], arguments[3]);
    visit.look();
    visit.change();
    System.exit(0);
  }

  private void login(String address, String password) throws Exception {
    console.type("Remote Process", address);
    console.type("User Name", user);
    console.type("Password", password);
    if (user.equals(RemoteAccess.WRITER)) {
      console.picture("login");
    }
    console.click("Connect");
  }

  private void look() throws Exception {
    console.selectBeans();
    console.select("ModelResolver", "Attributes");
    console.awaitValue("Flows", flows -> !flows.equals("Unavailable"));
    console.select("FlowDefaults", "Attributes");
  }

  private void change() throws Exception {
    console.edit("ScheduledTasks", model);
    if (user.equals(RemoteAccess.READER)) {
      System.out.println(console.awaitComplaint());
      console.picture("read-only");
    } else {
      console.awaitValue("ScheduledTasks", model::equals);
      console.picture("remote");
    }
  }
}
