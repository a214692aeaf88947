package dev.otto.models.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.ModelRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An editor that saves at each moment of a change that Otto makes. */
class EditorAtTheSameMomentTest {
  private static final String TEXT = "{\n  // mine\n  \"other\": 1\n}\n";
  private static final String EDITED = TEXT.replace("mine", "edited");

  @TempDir private Path folder;
  private Path path;
  @AutoClose private FlowDefaultsDocument file;

  @BeforeEach
  void write() throws IOException {
    path = folder.resolve("config.jsonc");
    Files.writeString(path, TEXT);
    file = new FlowDefaultsDocument(path);
    file.start();
  }

  @Test
  void aSaveBetweenTheReadingAndTheRenameIsKept() throws IOException {
    file.change(
        all -> {
          saveByRename();
          return all.with(Flow.HEARTBEAT, Optional.of(ModelRef.of("openai/gpt-5")));
        });
    bothAreThere();
  }

  @Test
  void aSaveIntoTheReplacedFileIsKept() throws IOException {
    try (var open = FileChannel.open(path, StandardOpenOption.WRITE)) {
      change();
      open.truncate(0);
      open.write(ByteBuffer.wrap(EDITED.getBytes(StandardCharsets.UTF_8)));
    }
    file.look();
    bothAreThere();
  }

  @Test
  void aSaveRightAfterTheRenameGetsTheChange() throws IOException {
    change();
    saveByRename();
    file.look();
    bothAreThere();
  }

  @Test
  void aSaveRightAfterTheRenameGetsAChangeOfAnotherPartAlone() throws IOException {
    file.change(
        all -> {
          file.changeAlong(EditorAtTheSameMomentTest::other);
          return all;
        });
    saveByRename();
    file.look();
    assertEquals(EDITED.replace(": 1", ": 2"), Files.readString(path));
  }

  /** Puts two where one is. */
  private static Jsonc other(Jsonc document) throws BrokenFileException {
    Jsonc.Node node = document.find("other").orElseThrow();
    return document.textOf(node).equals("1") ? document.with(node, "2") : document;
  }

  @Test
  void aSaveThatChangesTheSameValueWins() throws IOException {
    change();
    String other = Files.readString(path).replace("gpt-5", "gpt-4");
    Files.writeString(path, other);
    file.look();
    assertEquals(other, Files.readString(path));
  }

  @Test
  void theReplacedFileIsGoneInTheEnd() throws IOException {
    change();
    file.close();
    assertFalse(Files.exists(folder.resolve("config.jsonc.replaced")));
  }

  private void change() {
    file.change(all -> all.with(Flow.HEARTBEAT, Optional.of(ModelRef.of("openai/gpt-5"))));
  }

  private void saveByRename() {
    try {
      Path fresh = Files.writeString(folder.resolve("config.swp"), EDITED);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void bothAreThere() throws IOException {
    String text = Files.readString(path);
    assertTrue(text.contains("// edited") && text.contains("\"openai/gpt-5\""), text);
    assertEquals(
        Optional.of(ModelRef.of("openai/gpt-5")), file.current().get(Flow.HEARTBEAT), text);
  }
}
