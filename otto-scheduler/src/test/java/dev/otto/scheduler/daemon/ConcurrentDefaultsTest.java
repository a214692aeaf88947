package dev.otto.scheduler.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.config.FlowDefaultsDocument;
import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All four defaults are always changed to the same model, so two at once would be a torn value. */
class ConcurrentDefaultsTest {
  private static final int CHANGES = 300;
  private static final String PATH = "/external/models/defaults";

  @TempDir Path home;
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void noReaderOfTheApiOrTheFileSeesPartOfAChange() throws Exception {
    try (var openCode = StandInOpenCode.start();
        var otto = new OttoOnOpenCode(home, openCode.url(), Map.of());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      JsonNode models = otto.get("/external/models/catalog").path("models");
      var pair = List.of(models.path(0).asText(), models.path(1).asText());
      otto.call(200, "PUT", PATH, all(pair.get(0)));
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        readers.add(threads.submit(untilOver(() -> served(otto))));
      }
      readers.add(threads.submit(untilOver(() -> written(otto.paths().config()))));
      try {
        for (int i = 1; i <= CHANGES; i++) {
          String model = pair.get(i % 2);
          otto.call(200, "PUT", PATH, all(model));
          assertEquals(Set.of(model), served(otto), "what was answered is in force");
        }
      } finally {
        over.set(true);
      }
      for (Future<Integer> reader : readers) {
        assertTrue(reader.get() > 0);
      }
    }
  }

  private Callable<Integer> untilOver(Callable<Set<String>> read) {
    return () -> {
      int seen = 0;
      for (; !over.get(); seen++) {
        Set<String> values = read.call();
        assertEquals(1, values.size(), () -> "torn: " + values);
      }
      return seen;
    };
  }

  private static Set<String> served(OttoOnOpenCode otto) {
    return otto.get(PATH).path("flowDefaults").properties().stream()
        .map(value -> value.getValue().asText())
        .collect(Collectors.toSet());
  }

  /** Throws where the file is not valid at this instant. */
  private static Set<String> written(Path file) throws Exception {
    try (var read = new FlowDefaultsDocument(file)) {
      FlowDefaults defaults = read.current();
      return Arrays.stream(Flow.values())
          .map(flow -> defaults.get(flow).map(Object::toString).orElse("none"))
          .collect(Collectors.toSet());
    }
  }

  private static String all(String model) {
    return Arrays.stream(Flow.values())
        .map(flow -> "\"" + flow.key() + "\":\"" + model + "\"")
        .collect(Collectors.joining(",", "{\"flowDefaults\":{", "}}"));
  }
}
