package dev.otto.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real {@code opencode serve} with one model of a given provider, in a folder of its own. The
 * binary is the one that {@code OTTO_OPENCODE_BIN} names, or {@code opencode} on the path.
 */
final class OpenCodeServer implements AutoCloseable {
  private final Process process;
  private final URI url;

  private OpenCodeServer(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /** Starts it and waits until it listens. */
  static OpenCodeServer start(String provider) throws IOException {
    Path home = Files.createTempDirectory("otto-load-opencode");
    lockPlugins(home.resolve(".config/opencode"));
    Path config = Files.writeString(home.resolve("opencode.json"), config(provider));
    int port = freePort();
    String binary = System.getenv().getOrDefault("OTTO_OPENCODE_BIN", "opencode");
    var builder =
        new ProcessBuilder(
                binary, "serve", "--hostname", "127.0.0.1", "--port", String.valueOf(port))
            .directory(home.toFile())
            .redirectError(home.resolve("opencode.err").toFile());
    var variables = builder.environment();
    String path = variables.get("PATH");
    variables.clear();
    variables.put("PATH", String.valueOf(path));
    variables.put("HOME", home.toString());
    variables.put("OPENCODE_CONFIG", config.toString());
    for (String feature :
        List.of("MODELS_FETCH", "AUTOUPDATE", "SHARE", "LSP_DOWNLOAD", "DEFAULT_PLUGINS")) {
      variables.put("OPENCODE_DISABLE_" + feature, "1");
    }
    var process = builder.start();
    awaitListening(process, home);
    return new OpenCodeServer(process, URI.create("http://127.0.0.1:" + port));
  }

  /** OpenCode installs a plugin package in its folder unless a lock file already names it. */
  private static void lockPlugins(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("node_modules"));
    Files.writeString(
        folder.resolve("package-lock.json"),
        "{\"packages\":{\"\":{\"dependencies\":{\"@opencode-ai/plugin\":\"*\"}}}}\n");
  }

  private static String config(String provider) {
    return """
        {
          "model": "steps/one",
          "enabled_providers": ["steps"],
          "share": "disabled",
          "autoupdate": false,
          "provider": { "steps": {
            "npm": "@ai-sdk/openai-compatible",
            "options": { "baseURL": "%s", "apiKey": "none" },
            "models": { "one": { "limit": { "context": 200000, "output": 8000 } } }
          } }
        }
        """
        .formatted(provider);
  }

  /** The port accepts before the server is ready, so only this line says that it is. */
  private static void awaitListening(Process process, Path home) throws IOException {
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains("server listening")) {
        return;
      }
    }
    throw new IOException("opencode did not start; see " + home.resolve("opencode.err"));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  URI url() {
    return url;
  }

  @Override
  public void close() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
