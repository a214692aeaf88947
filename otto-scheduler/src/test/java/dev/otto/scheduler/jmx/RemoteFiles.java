package dev.otto.scheduler.jmx;

import dev.otto.scheduler.config.OttoConfig;
import dev.otto.scheduler.opencode.FreePort;
import dev.otto.scheduler.tls.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.net.ssl.SSLContext;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/** Everything that remote JMX needs, in a folder, and the client for it. */
public final class RemoteFiles {
  public static final String WRITER = "operator";
  public static final String READER = "viewer";
  public static final String PASSWORD = "correct horse battery".replace(' ', '-');

  private static final Certificates CERTIFICATES = trusted();

  private final Path folder;
  private final int port;

  public RemoteFiles(Path folder) throws IOException {
    this.folder = folder;
    this.port = FreePort.find();
    write(passwords(), "# kept\noperator " + PASSWORD + "\nviewer " + PASSWORD + "\n");
    write(access(), "operator readwrite\nviewer readonly\n");
  }

  /** RMI's client takes what the process trusts, and remembers it: one for all tests. */
  private static Certificates trusted() {
    try {
      var made =
          Certificates.make(
              Files.createTempDirectory(Path.of("target").toAbsolutePath(), "jmx-tls-"), "EC");
      SSLContext.setDefault(made.trusting());
      // The rule for the registry holds for its clients as well, which are in this process here.
      System.setProperty("sun.rmi.registry.registryFilter", "maxdepth=100");
      return made;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file that only its owner may read. */
  static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  Path passwords() {
    return folder.resolve("jmx.password");
  }

  Path access() {
    return folder.resolve("jmx.access");
  }

  public int port() {
    return port;
  }

  /** What a client has to trust, with {@link Certificates#PASSWORD}. */
  public Path trustStore() {
    return CERTIFICATES.store();
  }

  OttoConfig.JmxRemote settings() {
    var tls = new OttoConfig.Tls(CERTIFICATES.chain(), CERTIFICATES.key());
    return new OttoConfig.JmxRemote("127.0.0.1", port, tls, passwords(), access());
  }

  /** The section for {@code config.jsonc}. */
  public String section() {
    return """
    "jmx": {"remote": {"port": %d, "passwordFile": "%s", "accessFile": "%s",
      "tls": {"certificate": "%s", "privateKey": "%s"}}}
    """
        .formatted(port, passwords(), access(), CERTIFICATES.chain(), CERTIFICATES.key());
  }

  /** As every JMX client does it; the server is our own. */
  @SuppressWarnings("BanJNDI")
  public JMXConnector connect(String user, String password) throws IOException {
    var url =
        new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:%d/jmxrmi".formatted(port));
    return JMXConnectorFactory.connect(
        url,
        Map.of(
            JMXConnector.CREDENTIALS,
            new String[] {user, password},
            "com.sun.jndi.rmi.factory.socket",
            new SslRMIClientSocketFactory()));
  }
}
