package dev.otto.scheduler.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connector with a real client of RMI over TLS. */
class RemoteConnectorTest {
  private final List<String> denied = new CopyOnWriteArrayList<>();
  private final MBeanServer beans = MBeanServerFactory.newMBeanServer();
  private RemoteFiles files;
  private ObjectName bean;
  @AutoClose private RemoteConnector connector;

  /** Something to read, write and call. */
  public interface NoteMXBean {
    String getText();

    void setText(String text);

    String caller();

    String named(String text);
  }

  /** Remembers one text. */
  private static final class Note implements NoteMXBean {
    private String text = "";

    @Override
    public String getText() {
      return text;
    }

    @Override
    public void setText(String text) {
      this.text = text;
    }

    @Override
    public String caller() {
      return RemoteUser.name();
    }

    @Override
    public String named(String text) {
      return text;
    }
  }

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    files = new RemoteFiles(folder);
    bean = new ObjectName("dev.otto:type=Note");
    beans.registerMBean(new Note(), bean);
    connector = RemoteConnector.start(files.settings(), beans, denied::add);
  }

  @Test
  void aUserWithPasswordAndWriteAccessReadsWritesAndCallsAndIsKnownByName() throws Exception {
    try (var client = writer()) {
      var remote = client.getMBeanServerConnection();
      remote.setAttribute(bean, new Attribute("Text", "new"));
      assertEquals("new", remote.getAttribute(bean, "Text"));
      assertEquals("operator", remote.invoke(bean, "caller", null, null));
      assertEquals(1, connector.clients());
    }
    assertEquals("local", beans.invoke(bean, "caller", null, null));
  }

  @Test
  void aReadOnlyUserReadsAndIsRefusedEverythingElse() throws Exception {
    try (var client = files.connect(RemoteFiles.READER, RemoteFiles.PASSWORD)) {
      var remote = client.getMBeanServerConnection();
      assertEquals("", remote.getAttribute(bean, "Text"));
      var attribute = new Attribute("Text", "new");
      assertThrows(SecurityException.class, () -> remote.setAttribute(bean, attribute));
      assertThrows(SecurityException.class, () -> remote.invoke(bean, "caller", null, null));
      assertThrows(SecurityException.class, () -> remote.unregisterMBean(bean));
    }
  }

  @Test
  void beansOfOthersAreReadAndNotChanged() throws Exception {
    var other = new ObjectName("test:type=Note");
    beans.registerMBean(new Note(), other);
    try (var client = writer()) {
      var remote = client.getMBeanServerConnection();
      assertEquals("", remote.getAttribute(other, "Text"));
      var attribute = new Attribute("Text", "new");
      var refused =
          assertThrows(SecurityException.class, () -> remote.setAttribute(other, attribute));
      assertTrue(refused.getMessage().contains("beans of dev.otto only"), refused.getMessage());
      assertThrows(SecurityException.class, () -> remote.invoke(other, "caller", null, null));
    }
  }

  @Test
  void nobodyMakesOrRemovesBeans() throws Exception {
    try (var client = writer()) {
      var remote = client.getMBeanServerConnection();
      assertThrows(
          SecurityException.class,
          () -> remote.createMBean("javax.management.timer.Timer", new ObjectName("a:b=c")));
      assertThrows(SecurityException.class, () -> remote.unregisterMBean(bean));
    }
  }

  @Test
  void aWrongPasswordIsRefusedInASentenceAndTold() {
    for (String user : List.of(RemoteFiles.WRITER, "somebody")) {
      var refused = assertThrows(SecurityException.class, () -> files.connect(user, "guess"));
      assertTrue(
          refused.getMessage().startsWith("The name or the password is wrong"),
          refused.getMessage());
    }
    assertEquals(List.of("operator", "somebody"), denied);
  }

  @Test
  void withoutCredentialsNobodyComesIn() {
    var plain = assertThrows(SecurityException.class, () -> files.connect(null, null));
    assertTrue(plain.getMessage().startsWith("The name or the password"), plain.getMessage());
  }

  @Test
  void speaksTlsOnly() throws Exception {
    Registry plain = LocateRegistry.getRegistry("127.0.0.1", files.port());
    assertThrows(RemoteException.class, plain::list);
    assertEquals(List.of("jmxrmi"), List.of(registry().list()));
  }

  @Test
  void listensOnItsAddressOnly() throws Exception {
    InetAddress other = InetAddress.getByName("127.0.0.2");
    assertThrows(ConnectException.class, () -> new Socket(other, files.port()).close());
    new Socket(InetAddress.getLoopbackAddress(), files.port()).close();
  }

  @Test
  void registryAndObjectsShareThePort() throws Exception {
    String stub = registry().lookup("jmxrmi").toString();
    assertTrue(stub.contains("[127.0.0.1:" + files.port()), stub);
  }

  @Test
  void objectsOfOtherClassesAreNotEvenRead() throws Exception {
    try (var client = writer()) {
      var remote = client.getMBeanServerConnection();
      Object[] strange = {new File("x")};
      String[] signature = {String.class.getName()};
      var refused =
          assertThrows(IOException.class, () -> remote.invoke(bean, "named", strange, signature));
      assertTrue(refused.toString().contains("REJECTED"), refused.toString());
      assertEquals("x", remote.invoke(bean, "named", new Object[] {"x"}, signature));
    }
  }

  @Test
  void passwordsAreHashedInTheFileAndANewOneCountsAtOnce() throws Exception {
    writer().close();
    String hashed = Files.readString(files.passwords());
    assertFalse(hashed.contains(RemoteFiles.PASSWORD), hashed);
    assertTrue(hashed.contains("# kept"), hashed);
    RemoteFiles.write(files.passwords(), "operator another-one\n");
    assertThrows(SecurityException.class, this::writer);
    files.connect(RemoteFiles.WRITER, "another-one").close();
  }

  @Test
  void thePortIsFreeAgainAfterwards() throws Exception {
    connector.close();
    connector = RemoteConnector.start(files.settings(), beans, denied::add);
    writer().close();
  }

  @Test
  void aPortInUseIsSaidInASentence() {
    var refused =
        assertThrows(
            UnusableJmxException.class,
            () -> RemoteConnector.start(files.settings(), beans, denied::add));
    assertTrue(refused.getMessage().contains("jmx.remote.port"), refused.getMessage());
  }

  private JMXConnector writer() throws IOException {
    return files.connect(RemoteFiles.WRITER, RemoteFiles.PASSWORD);
  }

  private Registry registry() throws RemoteException {
    return LocateRegistry.getRegistry("127.0.0.1", files.port(), new SslRMIClientSocketFactory());
  }
}
