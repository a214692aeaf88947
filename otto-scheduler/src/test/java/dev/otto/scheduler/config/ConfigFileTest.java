package dev.otto.scheduler.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir private Path folder;

  @Test
  void warnsOfAPasswordThatOthersCanRead() throws IOException {
    write("rw-r--r--");
    List<Problem> warnings = read(Map.of()).warnings();
    assertEquals(1, warnings.size());
    assertTrue(warnings.getFirst().toString().contains("chmod 600"), warnings.toString());
    write("rw-------");
    assertEquals(List.of(), read(Map.of()).warnings());
  }

  @Test
  void aPasswordOfTheEnvironmentIsNotInTheFile() throws IOException {
    write("rw-r--r--");
    assertEquals(List.of(), read(Map.of("OTTO_OPENCODE_PASSWORD", "other")).warnings());
  }

  private void write(String permissions) throws IOException {
    Files.writeString(file(), "{\"opencode\": {\"password\": \"secret\"}}");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(permissions));
  }

  private ConfigResult read(Map<String, String> variables) throws IOException {
    var environment =
        new Environment(
            variables,
            folder,
            InstantSource.system(),
            ZoneId.of("UTC"),
            RandomGenerator.getDefault());
    return new ConfigFile(file()).read(environment);
  }

  private Path file() {
    return folder.resolve("config.jsonc");
  }
}
