package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The caches of loaded classes that make the programs start fast. Each is recorded while its
 * program runs as in use, with the Java, the jars and the options of the archive.
 */
final class Caches {
  private static final long TIMEOUT_SECONDS = 120;
  private static final String READY = "ready: ";

  private final JavaRuntime java;
  private final Path options;
  private final Path home;

  private Caches(JavaRuntime java, Path options, Path home) {
    this.java = java;
    this.options = options;
    this.home = home;
  }

  /**
   * Stores each cache next to the jars it was made from.
   *
   * @param options the folder with the options of each program
   */
  static void train(JavaRuntime java, Path options, Libraries otto, Libraries ottoctl)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("otto-training-");
    try (var openCode = StandInOpenCode.start()) {
      new Caches(java, options, home).train(openCode, otto, ottoctl);
    } finally {
      Folders.delete(home);
    }
  }

  private void train(StandInOpenCode openCode, Libraries otto, Libraries ottoctl)
      throws IOException, InterruptedException {
    var daemon = recording(Program.OTTO, otto, "serve");
    daemon.environment().put("OTTO_OPENCODE_URL", openCode.url().toString());
    daemon.environment().put("OTTO_EXTERNAL_API_PORT", "0");
    daemon.environment().put("OTTO_CONTROL_PLANE_PORT", "0");
    Process serving = daemon.start();
    try (var out = new BufferedReader(new InputStreamReader(serving.getInputStream(), UTF_8))) {
      awaitReady(out);
      // The address comes from the file in Otto's folder, as it will: an option would leave that
      // out.
      var client = recording(Program.OTTOCTL, ottoctl, "model", "list");
      finish(client.redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
      serving.toHandle().destroy();
      out.transferTo(Writer.nullWriter());
      finish(serving);
    } finally {
      serving.destroyForcibly();
    }
    make(Program.OTTO, otto);
    make(Program.OTTOCTL, ottoctl);
  }

  /**
   * Returns the program's process as the launcher starts it, recording what the cache is to hold.
   */
  private ProcessBuilder recording(Program program, Libraries libraries, String... arguments) {
    var process =
        java(program, libraries, "-XX:AOTMode=record", "-XX:AOTConfiguration=" + notes(program));
    process.command().add(program.mainClass());
    process.command().addAll(List.of(arguments));
    process.environment().put("OTTO_HOME", home.toString());
    return process;
  }

  private void make(Program program, Libraries libraries) throws IOException, InterruptedException {
    var process =
        java(
            program,
            libraries,
            "-XX:AOTMode=create",
            "-XX:AOTConfiguration=" + notes(program),
            "-XX:AOTCache=" + libraries.cache());
    finish(process.start());
    if (!Files.exists(libraries.cache())) {
      throw new IOException("no cache was made of " + program.name());
    }
  }

  private ProcessBuilder java(Program program, Libraries libraries, String... cacheOptions) {
    var command = new ArrayList<String>();
    command.add(java.java());
    command.add("@" + options.resolve(program.name() + ".jvmopts"));
    command.addAll(List.of(cacheOptions));
    command.addAll(List.of("-cp", libraries.classPath()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private Path notes(Program program) {
    return home.resolve(program.name() + ".classes");
  }

  private static void awaitReady(BufferedReader out) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        return;
      }
    }
    throw new IOException("otto ended before it was ready");
  }

  private static void finish(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("training did not end: " + process.info().commandLine());
    }
  }
}
