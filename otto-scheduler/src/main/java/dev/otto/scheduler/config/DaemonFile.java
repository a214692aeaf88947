package dev.otto.scheduler.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.otto.local.PrivateFiles;
import dev.otto.local.ProcessStart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tells the clients on this machine where this Otto listens, in a file beside its token that is
 * there only while it runs. With the process in it they know whether it still does, and with the
 * certificate that they talk to no other.
 */
public final class DaemonFile implements AutoCloseable {
  private final Path path;
  private byte[] written = {};

  /** Creates an instance; the file does not exist before {@link #write}. */
  public DaemonFile(Path path) {
    this.path = path;
  }

  /**
   * Writes the addresses by which clients on this machine come in.
   *
   * @param controlPlane empty where there is none
   * @param certificateSha256 of the external API, in hexadecimal digits; empty without TLS
   */
  public void write(
      URI externalApi, Optional<String> controlPlane, Optional<String> certificateSha256)
      throws IOException {
    long pid = ProcessHandle.current().pid();
    var json = JsonNodeFactory.instance.objectNode();
    json.put("externalApi", externalApi.toString());
    json.put("controlPlane", controlPlane.orElse(null));
    json.put("certificateSha256", certificateSha256.orElse(null));
    json.put("pid", pid);
    json.put("processStart", ProcessStart.of(pid).orElse(null));
    written = (json + "\n").getBytes(UTF_8);
    PrivateFiles.replace(path, written);
  }

  /** Removes the file, unless it is another's by now. */
  @Override
  public void close() throws IOException {
    if (Files.exists(path) && Arrays.equals(Files.readAllBytes(path), written)) {
      Files.delete(path);
    }
  }
}
