package dev.otto.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OCI image of this build, unpacked as a container runtime does it. */
@WithRelease
class ImageTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path place;
  private Path layout;
  private JsonNode manifest;
  private JsonNode config;

  @BeforeEach
  void readLayout() throws Exception {
    layout = Files.createDirectories(place.resolve("layout"));
    new RootFolder(layout).extract(Published.file("-oci.tar"));
    var index = JSON.readTree(layout.resolve("index.json").toFile());
    manifest = JSON.readTree(blob(index.path("manifests").get(0)).toFile());
    config = JSON.readTree(blob(manifest.path("config")).toFile());
  }

  /** Checks sum and size, as a runtime does. */
  private Path blob(JsonNode descriptor) throws Exception {
    String sum = descriptor.path("digest").asText().replace("sha256:", "");
    Path file = layout.resolve("blobs/sha256").resolve(sum);
    assertEquals(sum, Checksums.of(file));
    assertEquals(descriptor.path("size").asLong(), Files.size(file));
    return file;
  }

  @Test
  void theEntryPointServesFromTheUnpackedLayersWithoutAnyOtherJava() throws Exception {
    var root = unpackLayers();
    root.refuseJava();
    try (var openCode = StandInOpenCode.start()) {
      Process otto = inside(root, openCode, command()).redirectErrorStream(true).start();
      try (var out = otto.inputReader()) {
        String line = out.readLine();
        while (line != null && !line.startsWith("ready:")) {
          line = out.readLine();
        }
        assertTrue(line != null, "otto ended before it was ready");
        Process list =
            inside(root, openCode, List.of("ottoctl", "model", "list", "-o", "name")).start();
        String said = new String(list.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, list.waitFor(), said);
        assertEquals(645, said.lines().count(), said);
        otto.toHandle().destroy();
        out.lines().forEach(rest -> {});
        assertTrue(otto.waitFor(60, TimeUnit.SECONDS));
      } finally {
        otto.destroyForcibly();
      }
    }
    assertTrue(Files.exists(root.folder().resolve("var/lib/otto/data/otto-state.db")));
  }

  private RootFolder unpackLayers() throws Exception {
    var root = new RootFolder(Files.createDirectories(place.resolve("root")));
    var unpacked = config.path("rootfs").path("diff_ids");
    for (int i = 0; i < manifest.path("layers").size(); i++) {
      Path tar = place.resolve("layer.tar");
      try (var in =
          new GZIPInputStream(Files.newInputStream(blob(manifest.path("layers").get(i))))) {
        Files.write(tar, in.readAllBytes());
      }
      assertEquals(unpacked.get(i).asText(), "sha256:" + Checksums.of(tar));
      root.extract(tar);
    }
    return root;
  }

  private List<String> command() {
    var line = new ArrayList<String>();
    config.path("config").path("Entrypoint").forEach(word -> line.add(word.asText()));
    config.path("config").path("Cmd").forEach(word -> line.add(word.asText()));
    return line;
  }

  /** Starts with the environment and the user of the image, and free ports. */
  private ProcessBuilder inside(RootFolder root, StandInOpenCode openCode, List<String> line)
      throws Exception {
    var words = new ArrayList<>(List.of("env"));
    config.path("config").path("Env").forEach(variable -> words.add(variable.asText()));
    words.add("OTTO_OPENCODE_URL=" + openCode.url());
    if (line.contains("serve")) {
      words.addAll(List.of("OTTO_EXTERNAL_API_PORT=0", "OTTO_CONTROL_PLANE_PORT=0"));
    }
    words.addAll(line);
    return root.program(config.path("config").path("User").asText(), words.toArray(String[]::new));
  }
}
