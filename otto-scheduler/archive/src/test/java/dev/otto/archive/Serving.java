package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.archive.Unpacked.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code otto serve} of the archive, and {@code ottoctl} in front of it. */
final class Serving implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("ready: external API ([^ ,]+), control plane ([^ ,]+)");
  private static final long PATIENCE_SECONDS = 60;

  private final Unpacked archive;
  private final Process process;
  private final BufferedReader out;
  private final String url;
  private final String pages;

  private Serving(Unpacked archive, Process process, BufferedReader out, String url, String pages) {
    this.archive = archive;
    this.process = process;
    this.out = out;
    this.url = url;
    this.pages = pages;
  }

  static Serving start(Unpacked archive, String openCode) throws IOException {
    return start(archive, openCode, Map.of());
  }

  static Serving start(Unpacked archive, String openCode, Map<String, String> environment)
      throws IOException {
    var builder = archive.program("otto", "serve");
    builder.environment().put("OTTO_OPENCODE_URL", openCode);
    builder.environment().putAll(environment);
    Path log = archive.home().resolve("serve.log");
    Process process = builder.redirectError(log.toFile()).start();
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = String.valueOf(out.readLine());
    var ready = READY.matcher(line);
    if (!ready.find()) {
      process.destroyForcibly();
      throw new IOException(line + Files.readString(log));
    }
    return new Serving(archive, process, out, ready.group(1), ready.group(2));
  }

  Result ottoctl(String... arguments) throws Exception {
    return archive.run(client(arguments));
  }

  ProcessBuilder client(String... arguments) {
    var line = new ArrayList<>(List.of("ottoctl"));
    line.addAll(List.of(arguments));
    var client = archive.program(line.toArray(String[]::new));
    client.environment().remove("OTTO_EXTERNAL_API_PORT");
    client.environment().put("OTTO_EXTERNAL_API_URL", url);
    return client;
  }

  JsonNode json(String... arguments) throws Exception {
    var line = new ArrayList<>(List.of(arguments));
    line.addAll(List.of("-o", "json"));
    return ottoctl(line.toArray(String[]::new)).json();
  }

  String url() {
    return url;
  }

  /** The address of the control plane. */
  String pages() {
    return pages;
  }

  long pid() {
    return process.pid();
  }

  /** Ends it. Returns what it wrote to standard output after the first line, the ready one. */
  List<String> stop() {
    process.toHandle().destroy(); // the process itself would close its output, too
    return out.lines().toList();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
