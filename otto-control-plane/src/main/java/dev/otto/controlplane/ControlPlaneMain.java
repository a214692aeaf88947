package dev.otto.controlplane;

import dev.otto.controlplane.http.Listen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The control plane as a program of its own, for an Otto elsewhere. The only place here that reads
 * the system's clock and its randomness.
 */
@Command(
    name = "otto-control-plane",
    mixinStandardHelpOptions = true,
    description = "Shows the pages of an Otto that runs elsewhere.",
    footer = {
      "",
      "Example:",
      "  otto-control-plane --url https://otto.example --token-file otto.token"
    })
public final class ControlPlaneMain implements Callable<Integer> {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:4191",
      description = "Otto's external API (${DEFAULT-VALUE}).")
  private URI url = URI.create("http://127.0.0.1:4191");

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      required = true,
      description = "Holds the token of that API; read again and again, so it may be rotated.")
  private Path tokenFile = Path.of("");

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The address to listen on (${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "4192",
      description = "0 takes any free one (${DEFAULT-VALUE}).")
  private int port = 4192;

  @Option(
      names = "--host-name",
      paramLabel = "NAME",
      description = "A further name that browsers call it by; may be repeated.")
  private List<String> hostNames = List.of();

  @Option(
      names = "--allow-insecure",
      description = "Listen to other machines, because a proxy provides TLS.")
  private boolean allowInsecure;

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new ControlPlaneMain())
            .setExecutionExceptionHandler(ControlPlaneMain::explain)
            .execute(arguments));
  }

  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println("otto-control-plane: " + e.getMessage());
    return 1;
  }

  @Override
  public Integer call() throws InterruptedException {
    readToken();
    var settings =
        new ControlPlaneSettings(
            new Listen(host, port, hostNames, allowInsecure),
            new ControlPlaneSettings.Otto(url, this::readToken),
            InstantSource.system(),
            new SecureRandom());
    var controlPlane = ControlPlane.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(controlPlane::close, "control-plane-stop"));
    System.out.println("control plane " + controlPlane.address() + " of " + url);
    System.out.println("log in: " + controlPlane.loginLink() + " (once, within a minute)");
    new CountDownLatch(1).await();
    return 0;
  }

  private String readToken() {
    try {
      return Files.readString(tokenFile).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("The token cannot be read from " + tokenFile, e);
    }
  }
}
