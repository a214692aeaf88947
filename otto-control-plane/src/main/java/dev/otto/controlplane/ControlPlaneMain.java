package dev.otto.controlplane;

import dev.otto.web.Listen;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The control plane as a program of its own, for an Otto on another machine. The only place here
 * that reads the system's clock and its randomness.
 */
@Command(
    name = "otto-control-plane",
    mixinStandardHelpOptions = true,
    versionProvider = ControlPlaneMain.ProgramVersion.class,
    description = "Serves the control plane of an Otto on another machine.",
    footer = {
      "",
      "Example:",
      "  otto-control-plane --url https://otto.example --token-file otto.token"
    })
public final class ControlPlaneMain implements Callable<Integer> {
  private static final int MAX_PORT = 65_535;

  /** A strong reference, because the JDK forgets the levels of unreferenced loggers. */
  private static final Logger SERVER_LOG = Logger.getLogger("io.helidon");

  /**
   * A logger that prints a stack trace for a port in use, which this program reports in a sentence.
   */
  private static final Logger START_LOG = Logger.getLogger("io.helidon.webserver.LoomServer");

  @Option(
      names = "--url",
      paramLabel = "URL",
      required = true,
      description = "The URL of Otto's external API; the token is sent there.")
  private URI url = URI.create("");

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      required = true,
      description =
          "The file with the token of that API; reread, so that the token may be rotated.")
  private Path tokenFile = Path.of("");

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The address to listen on (${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "4192",
      description = "The port to listen on; 0 chooses a free one (${DEFAULT-VALUE}).")
  private int port = 4192;

  @Option(
      names = "--host-name",
      paramLabel = "NAME",
      description = "Another host name that browsers use for it; may be repeated.")
  private List<String> hostNames = List.of();

  @Option(
      names = "--allow-insecure",
      description =
          "Accept connections from other machines without TLS, because a proxy provides it.")
  private boolean allowInsecure;

  /** Runs until the process is told to stop. */
  public static void main(String[] arguments) {
    for (String argument : arguments) {
      // Java's sign for bytes that are no text in the encoding of the locale.
      if (argument.indexOf('\uFFFD') >= 0) {
        System.err.println(
            "otto-control-plane: \""
                + argument
                + "\" is not text in UTF-8; write it in UTF-8, and use a locale such as"
                + " LC_ALL=C.UTF-8");
        System.exit(CommandLine.ExitCode.USAGE);
      }
    }
    SERVER_LOG.setLevel(Level.WARNING);
    START_LOG.setLevel(Level.OFF);
    System.exit(commandLine().execute(arguments));
  }

  /** Returns the program as it reads its command line. */
  public static CommandLine commandLine() {
    return new CommandLine(new ControlPlaneMain())
        .setParameterExceptionHandler(new WrongUsage())
        .setExecutionExceptionHandler(ControlPlaneMain::explain);
  }

  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println("otto-control-plane: " + e.getMessage());
    return e instanceof IllegalArgumentException
        ? CommandLine.ExitCode.USAGE
        : CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public Integer call() throws InterruptedException {
    var settings =
        new ControlPlaneSettings(
            new Listen(host, checkedPort(), Set.copyOf(hostNames), Optional.empty(), allowInsecure),
            new ControlPlaneSettings.OttoAddress(checkedUrl(), token()),
            InstantSource.system(),
            new SecureRandom());
    var controlPlane = start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(controlPlane::close, "control-plane-stop"));
    System.out.println("control plane " + controlPlane.address() + " of " + url);
    System.out.println("log in: " + controlPlane.loginLink() + " (once, within a minute)");
    new CountDownLatch(1).await();
    return 0;
  }

  private int checkedPort() {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "--port is " + port + "; allowed is a whole number from 0 to " + MAX_PORT);
    }
    return port;
  }

  private URI checkedUrl() {
    if (url.getHost() == null || !Set.of("http", "https").contains(url.getScheme())) {
      throw new IllegalArgumentException(
          "\"" + url + "\" is not an address of Otto; write it like https://otto.example");
    }
    return url;
  }

  private TokenFile token() {
    try {
      return new TokenFile(tokenFile);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The token cannot be read from "
              + tokenFile
              + "; name Otto's token file with --token-file",
          e);
    }
  }

  private ControlPlane start(ControlPlaneSettings settings) {
    try {
      return ControlPlane.start(settings);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "Cannot listen on %s port %d, which another program may use; choose another with --port"
              .formatted(host, port),
          e);
    }
  }

  static final class ProgramVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"otto-control-plane " + ControlPlane.version()};
    }
  }
}
