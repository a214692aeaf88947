package dev.otto.scheduler.daemon;

import dev.otto.models.opencode.OpenCodeClient;
import dev.otto.scheduler.config.Environment;
import dev.otto.scheduler.config.OttoConfig;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An OpenCode server that Otto starts and stops together with itself. */
public final class OpenCodeProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenCodeProcess.class);
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Process process;

  private OpenCodeProcess(Process process) {
    this.process = process;
  }

  /** Starts OpenCode unless a server already answers; empty then. */
  public static Optional<OpenCodeProcess> startWhereNoneAnswers(
      OttoConfig.OpenCode openCode, Environment environment)
      throws StartException, IOException, InterruptedException {
    var client = new OpenCodeClient(ModelRuntime.http(openCode), environment.clock(), 0);
    if (client.health().isPresent()) {
      LOG.info("OpenCode already answers at {}", openCode.url());
      return Optional.empty();
    }
    if (!InetAddress.getByName(openCode.url().getHost()).isLoopbackAddress()) {
      throw refused(
          "No OpenCode answers at "
              + openCode.url()
              + ", and Otto starts one on this machine's loopback address only; correct"
              + " opencode.url, or start it there");
    }
    return Optional.of(start(program(environment), openCode));
  }

  private static Path program(Environment environment) throws StartException {
    String path = environment.variable("PATH").orElse("");
    return environment
        .variable("OTTO_OPENCODE_BIN")
        .map(Path::of)
        .or(
            () ->
                Arrays.stream(path.split(File.pathSeparator))
                    .map(folder -> Path.of(folder, "opencode"))
                    .filter(Files::isExecutable)
                    .findFirst())
        .orElseThrow(
            () ->
                refused(
                    "There is no opencode on PATH to start; install it (npm install -g"
                        + " opencode-ai), or name it in OTTO_OPENCODE_BIN"));
  }

  private static OpenCodeProcess start(Path program, OttoConfig.OpenCode openCode)
      throws StartException, IOException, InterruptedException {
    int port = openCode.url().getPort() < 0 ? 80 : openCode.url().getPort();
    var command =
        new ProcessBuilder(
            program.toString(), "serve", "--hostname", "127.0.0.1", "--port", "" + port);
    openCode
        .password()
        .ifPresent(
            password -> {
              command.environment().put("OPENCODE_SERVER_PASSWORD", password);
              command.environment().put("OPENCODE_SERVER_USERNAME", openCode.username());
            });
    LOG.info("Starting {} on port {}", program, port);
    var started = new OpenCodeProcess(command.redirectErrorStream(true).start());
    started.awaitListening(program);
    return started;
  }

  /**
   * Waits for the server's own message, since the port accepts connections earlier but never
   * answers them.
   */
  private void awaitListening(Path program) throws StartException, InterruptedException {
    var listening = new CompletableFuture<Boolean>();
    Thread.ofVirtual().name("otto-opencode-output").start(() -> drain(listening));
    try {
      if (listening.get(START.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("OpenCode did not report that it listens", e);
    }
    close();
    throw refused(program + " did not start; run \"" + program + " serve\" by hand to see why");
  }

  /** Reads the output, none of which is kept since it may contain keys. */
  private void drain(CompletableFuture<Boolean> listening) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line; (line = lines.readLine()) != null; ) {
        if (line.contains("server listening")) {
          listening.complete(true);
        }
      }
    } catch (IOException e) {
      LOG.debug("The output of OpenCode ended", e);
    } finally {
      listening.complete(false);
    }
  }

  private static StartException refused(String message) {
    return new StartException(StartException.UNAVAILABLE, message, null);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
