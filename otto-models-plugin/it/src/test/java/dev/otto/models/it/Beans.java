package dev.otto.models.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The beans of a process, as an operator of the same machine gets at them. */
final class Beans implements AutoCloseable {
  private final JMXConnector client;
  private final MBeanServerConnection server;

  private Beans(JMXConnector client) throws IOException {
    this.client = client;
    this.server = client.getMBeanServerConnection();
  }

  @SuppressWarnings("BanJNDI")
  static Beans of(long process) throws IOException, AttachNotSupportedException {
    var machine = VirtualMachine.attach(String.valueOf(process));
    try {
      var address = new JMXServiceURL(machine.startLocalManagementAgent());
      return new Beans(JMXConnectorFactory.connect(address));
    } finally {
      machine.detach();
    }
  }

  /** Of a bean of ours by what stands behind {@code dev.otto:type=}. */
  Object get(String bean, String attribute) throws JMException, IOException {
    return server.getAttribute(name(bean), attribute);
  }

  void set(String bean, String attribute, String value) throws JMException, IOException {
    server.setAttribute(name(bean), new Attribute(attribute, value));
  }

  Object invoke(String bean, String operation, String... arguments)
      throws JMException, IOException {
    String[] signature = new String[arguments.length];
    Arrays.fill(signature, String.class.getName());
    return server.invoke(name(bean), operation, arguments, signature);
  }

  /** Puts one model in the place of another. */
  String replaceModel(String bean, String from, String to) throws JMException, IOException {
    String text = String.class.getName();
    return (String)
        server.invoke(
            name(bean),
            "replaceModel",
            new Object[] {from, to, "", false},
            new String[] {text, text, text, "boolean"});
  }

  String undoReplacement(String bean, long number) throws JMException, IOException {
    return (String)
        server.invoke(name(bean), "undoReplacement", new Object[] {number}, new String[] {"long"});
  }

  /** How many connections of a HikariCP are not given back. */
  int taken(String pool) throws JMException, IOException {
    var name = new ObjectName("com.zaxxer.hikari:type=Pool (" + pool + ")");
    return (int) server.getAttribute(name, "ActiveConnections");
  }

  private static ObjectName name(String bean) throws JMException {
    return new ObjectName("dev.otto:type=" + bean);
  }

  /** Waits until each scheduler, by what stands behind the type, has its four and no other has. */
  void await4Of(String... schedulers) {
    var expected = new TreeSet<String>();
    for (String scheduler : schedulers) {
      for (String type : Set.of("FlowDefaults", "JobModels", "ModelCatalog", "ModelResolver")) {
        expected.add(type + "," + scheduler);
      }
    }
    await().atMost(180, SECONDS).untilAsserted(() -> assertEquals(expected, names()));
  }

  private Set<String> names() throws JMException, IOException {
    var names = new TreeSet<String>();
    for (ObjectName name : server.queryNames(new ObjectName("dev.otto:*"), null)) {
      String number = name.getKeyProperty("instance");
      String scheduler = ",scheduler=" + name.getKeyProperty("scheduler");
      names.add(
          name.getKeyProperty("type") + scheduler + (number == null ? "" : ",instance=" + number));
    }
    return names;
  }

  /** By Quartz's own bean; the process goes on. */
  void shutDown(String scheduler, String instance) throws JMException, IOException {
    var quartz = "quartz:type=QuartzScheduler,name=" + scheduler + ",instance=" + instance;
    server.invoke(new ObjectName(quartz), "shutdown", null, null);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
