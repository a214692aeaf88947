package dev.otto.models.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.otto.models.Flow;
import dev.otto.models.FlowDefaultsChange;
import dev.otto.models.ModelRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * An editor that saves a file at the moment in which Otto changes it, as often as is asked for:
 * {@code -Dotto.test.rounds=10000}. What is lost between the last look and the rename is counted,
 * and depends on the machine; {@code EditorAtTheSameMomentTest} has each moment by itself.
 */
@EnabledIfSystemProperty(named = "otto.test.rounds", matches = "\\d+")
class EditorAgainstApiTest {
  private static final int ROUNDS = Integer.getInteger("otto.test.rounds", 0);

  @TempDir private Path folder;
  private final ExecutorService pool = Executors.newFixedThreadPool(1);
  private final CyclicBarrier start = new CyclicBarrier(2);
  private Path path;
  private FlowDefaultsDocument file;

  /** The way an editor saves. */
  private interface Save {
    void save(Path file, String text) throws IOException;
  }

  @BeforeEach
  void write() throws IOException {
    path = folder.resolve("config.jsonc");
    Files.writeString(path, "{\n  // mine: 0\n  \"other\": 1\n}\n");
    file = new FlowDefaultsDocument(path);
    file.start();
  }

  @AfterEach
  void close() {
    file.close();
    pool.shutdownNow();
  }

  @Test
  void noChangeIsLostToAnEditorThatRenames() throws Exception {
    race(
        (target, text) -> {
          Path fresh = Files.writeString(target.resolveSibling("config.swp"), text);
          Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        });
  }

  @Test
  void noChangeIsLostToAnEditorThatWritesInPlace() throws Exception {
    race(
        (target, text) ->
            Files.writeString(
                target, text, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
  }

  private void race(Save editor) throws Exception {
    int lostByEditor = 0;
    int lostByOtto = 0;
    for (int i = 1; i <= ROUNDS; i++) {
      int round = i;
      Future<?> saved = pool.submit(() -> edit(editor, round));
      start.await();
      var model = ModelRef.of("openai/gpt-" + round);
      boolean changed =
          file.change(all -> all.with(Flow.HEARTBEAT, Optional.of(model)))
              instanceof FlowDefaultsChange.Changed;
      saved.get();
      file.look();
      file.look();
      String text = Files.readString(path);
      lostByEditor += text.contains("// mine: " + round + "\n") ? 0 : 1;
      lostByOtto += changed && !text.contains("\"openai/gpt-" + round + "\"") ? 1 : 0;
    }
    System.out.println(
        ROUNDS + " rounds: lost by the editor " + lostByEditor + ", by Otto " + lostByOtto);
    assertTrue((lostByEditor + lostByOtto) * 50 <= ROUNDS, "more than one of fifty is lost");
  }

  /** Reads, thinks for a moment, and saves. */
  private Void edit(Save editor, int round) throws Exception {
    String text = Files.readString(path).replaceAll("// mine: \\d+", "// mine: " + round);
    start.await();
    long pause = (round % 50) * 40_000L;
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < pause) {
      Thread.onSpinWait();
    }
    editor.save(path, text);
    return null;
  }
}
