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
 * The way in for other machines. Started in code, because the JVM's own switches open a second port
 * on every address; registry and objects share one port here, on one address.
 */
public final class RemoteConnector implements AutoCloseable {
  private static final String NAME = "jmxrmi";
  private static final String REGISTRY_FILTER = "sun.rmi.registry.registryFilter";

  /** Enough for parameters, attributes, queries and filters of notifications. */
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
    registry = LocateRegistry.createRegistry(settings.port(), clients, servers);
    try {
      server.start();
      registry.bind(NAME, objects.toStub());
    } catch (IOException | RuntimeException | AlreadyBoundException e) {
      close();
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Refuses what is not safe, before anything listens. */
  public static void check(OttoConfig.JmxRemote settings) throws UnusableJmxException {
    tls(settings);
    new RemoteUsers(settings.passwordFile(), settings.accessFile()).check();
  }

  /**
   * Listens when this returns.
   *
   * @param denied told the name of each who was turned away
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
   * RMI knows these two as properties of the process only: the name that it hands to clients, and
   * what may come into its registry. Any user of this machine could otherwise put a server there
   * that takes passwords in the clear. It hampers clients inside this process too.
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

  /** What a client connects to. */
  public String address() {
    return settings.host() + ":" + settings.port();
  }

  /** How many clients are connected. */
  public int clients() {
    return server.getConnectionIds().length;
  }

  /** What is wrong since it was opened, in a sentence. */
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
