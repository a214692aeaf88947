package dev.otto.scheduler.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.config.FlowDefaultsDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceCheckTest {
  @TempDir Path folder;

  @Test
  void aConfigurationThatCannotBeWrittenIsForetold() throws Exception {
    Path path = Files.writeString(folder.resolve("config.jsonc"), "{}");
    try (var file = new FlowDefaultsDocument(path)) {
      assertEquals(
          "ok", ServiceCheck.config(file, Optional::empty, () -> true).look().get().status());
      var state = ServiceCheck.config(file, Optional::empty, () -> false).look().get();
      assertEquals("degraded", state.status());
      assertTrue(state.message().startsWith(path + " cannot be written"), state.message());
    }
  }
}
