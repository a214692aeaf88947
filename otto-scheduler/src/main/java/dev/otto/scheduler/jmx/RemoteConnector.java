package dev.otto.scheduler.jmx;

import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.tls.PemFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.rmi.AlreadyBoundException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.management.MBeanServer;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.management.remote.rmi.RMIJRMPServerImpl;
import javax.net.ssl.SSLContext;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/**
 * The JMX connector for other machines. Started in code, because the JVM's own switches open a
 * second port on every address; here registry and objects share one port on one address.
 */
public final class RemoteConnector implements AutoCloseable {
  private static final String NAME = "jmxrmi";
  private static final String REGISTRY_FILTER = "sun.rmi.registry.registryFilter";

  /**
   * The classes a client may send: enough for parameters, attributes, queries and notification
   * filters.
   */
  private static final String PARAMETERS =
      "maxdepth=30;maxrefs=100000;maxbytes=4194304;maxarray=100000;"
          + "java.lang.*;java.util.*;java.math.*;java.rmi.MarshalledObject;javax.management.*;"
          + "javax.management.openmbean.*;javax.management.relation.*;javax.security.auth.Subject;!*";

  private static final String CREDENTIALS = "maxdepth=3;maxarray=2;java.lang.String;!*";

  private final OttoConfig.JmxRemote settings;
  private final JMXConnectorServer server;
  private final Registry registry;

  private RemoteConnector(
      OttoConfig.JmxRemote settings, SSLContext tls, MBeanServer beans, Consumer<String> denied)
      throws IOException {
    this.settings = settings;
    setProcessWideRules(settings.host());
    var clients = new SslRMIClientSocketFactory();
    var servers = new BoundTls(InetAddress.getByName(settings.host()), tls);
    Map<String, Object> environment = environment(settings, denied);
    var objects = new RMIJRMPServerImpl(settings.port(), clients, servers, environment);
    var here = new JMXServiceURL("rmi", settings.host(), settings.port());
    server = new RMIConnectorServer(here, environment, objects, beans);
    // The access file is consulted before it, as its own check is set up by the start.
    server.setMBeanServerForwarder(OwnBeansOnly.forwarder());
    registry = LocateRegistry.createRegistry(settings.port(), clients, servers);
    try {
      server.start();
      registry.bind(NAME, objects.toStub());
    } catch (IOException | RuntimeException | AlreadyBoundException e) {
      close();
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Rejects unsafe settings before anything listens. */
  public static void check(OttoConfig.JmxRemote settings) throws UnusableJmxException {
    tls(settings);
    new RemoteUsers(settings.passwordFile(), settings.accessFile()).check();
  }

  /**
   * Starts the connector; it listens when this returns.
   *
   * @param denied receives the name of each rejected user
   */
  public static RemoteConnector start(
      OttoConfig.JmxRemote settings, MBeanServer beans, Consumer<String> denied)
      throws UnusableJmxException {
    check(settings);
    try {
      return new RemoteConnector(settings, tls(settings), beans, denied);
    } catch (IOException e) {
      throw new UnusableJmxException(
          "Remote JMX cannot listen on %s port %d; set jmx.remote.host to an address of this machine and jmx.remote.port to a free port (%s)"
              .formatted(settings.host(), settings.port(), e.getMessage()),
          e);
    }
  }

  private static SSLContext tls(OttoConfig.JmxRemote settings) throws UnusableJmxException {
    try {
      return new PemFiles(settings.tls().certificate(), settings.tls().privateKey()).load();
    } catch (IllegalArgumentException e) {
      throw new UnusableJmxException("jmx.remote.tls: " + e.getMessage(), e);
    }
  }

  /**
   * Sets the two rules that RMI knows only as properties of the process: the host name it passes to
   * clients, and which classes may enter its registry. Otherwise any user of this machine could
   * register a server there that collects passwords in clear text. The rules also affect clients
   * inside this process.
   */
  private static void setProcessWideRules(String host) {
    System.setProperty("java.rmi.server.hostname", host);
    if (System.getProperty(REGISTRY_FILTER) == null) {
      System.setProperty(REGISTRY_FILTER, "!*");
    }
  }

  private static Map<String, Object> environment(
      OttoConfig.JmxRemote settings, Consumer<String> denied) {
    return Map.of(
        JMXConnectorServer.AUTHENTICATOR,
        new PasswordLogin(settings.passwordFile(), denied),
        "jmx.remote.x.access.file",
        settings.accessFile().toString(),
        RMIConnectorServer.CREDENTIALS_FILTER_PATTERN,
        CREDENTIALS,
        RMIConnectorServer.SERIAL_FILTER_PATTERN,
        PARAMETERS);
  }

  /** Returns the address that a client connects to. */
  public String address() {
    return (settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host())
        + ":"
        + settings.port();
  }

  /** Returns the number of connected clients. */
  public int clients() {
    return server.getConnectionIds().length;
  }

  /** Returns what has gone wrong since the start, as a sentence; empty if nothing has. */
  public Optional<String> problem() {
    if (!server.isActive()) {
      return Optional.of("the connector on " + address() + " has stopped; restart Otto");
    }
    try {
      new RemoteUsers(settings.passwordFile(), settings.accessFile()).check();
      return Optional.empty();
    } catch (UnusableJmxException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } finally {
      UnicastRemoteObject.unexportObject(registry, true);
    }
  }
}
