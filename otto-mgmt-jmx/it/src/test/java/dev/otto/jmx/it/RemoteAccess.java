package dev.otto.jmx.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Everything that remote JMX needs, made as docs/jmx.md tells an operator to: by its commands, in a
 * home of the test's own.
 */
final class RemoteAccess {
  static final String WRITER = "operator";
  static final String READER = "viewer";
  static final String PASSWORD = "correct horse battery".replace(' ', '-');

  private static final Path CLONE = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern COMMANDS = Pattern.compile("(?ms)^```(sh|jsonc)[^\n]*\n(.*?)^```$");
  private static final Pattern OPTION_OF_JAVA = Pattern.compile("-J(-D\\S+)");

  private final Path home;
  private final int port;
  private final List<String> page;

  private RemoteAccess(Path home, int port, List<String> page) {
    this.home = home;
    this.port = port;
    this.page = page;
  }

  /** Follows the four steps, and writes the configuration. */
  static RemoteAccess prepare(Path home) throws IOException, InterruptedException {
    String page = Files.readString(CLONE.resolve("docs/jmx.md"));
    String remote = page.substring(page.indexOf("## From other machines"));
    var blocks = COMMANDS.matcher(remote).results().map(found -> found.group(2)).toList();
    var access = new RemoteAccess(home, freePort(), blocks);
    Files.createDirectories(access.folder());
    access.run(CLONE, access.certificate());
    access.run(CLONE, access.users());
    access.choosePasswords();
    Files.writeString(home.resolve("config.jsonc"), "{ // kept\n" + access.section() + "}\n");
    access.run(access.folder(), access.client().getFirst());
    return access;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String certificate() {
    return page.get(0);
  }

  private String users() {
    return page.get(1);
  }

  private String section() {
    return page.get(2)
        .replace("/home/me", home.toString())
        .replaceFirst("\"port\": \\d+", "\"port\": " + port);
  }

  /** What is typed at the other machine: keytool, then JConsole. */
  private List<String> client() {
    return page.get(3).lines().toList();
  }

  private void choosePasswords() throws IOException {
    Path file = folder().resolve("jmxremote.password");
    Files.writeString(
        file, Files.readString(file).replaceAll("(?m)^(\\w+ +)change-me.*$", "$1" + PASSWORD));
  }

  private void run(Path where, String commands) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder("sh", "-euc", commands)
            .directory(where.toFile())
            .redirectErrorStream(true);
    String java = Path.of(DemoProcess.java()).getParent().toString();
    builder.environment().merge("PATH", java, (path, first) -> first + File.pathSeparator + path);
    builder.environment().put("HOME", home.toString());
    Process shell = builder.start();
    String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, shell.waitFor(), commands + said);
  }

  /** Where an operator's files are; clients start here, too. */
  Path folder() {
    return home.resolve(".config/otto");
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  /** What a client's Java needs to trust the certificate, as the page gives it to JConsole. */
  List<String> trust() {
    String jconsole = client().get(1);
    return OPTION_OF_JAVA.matcher(jconsole).results().map(found -> found.group(1)).toList();
  }

  /** The same for a client in this process. */
  SSLContext trusting() throws GeneralSecurityException, IOException {
    var store = folder().resolve("otto-trust.p12").toFile();
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(KeyStore.getInstance(store, "changeit".toCharArray()));
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
