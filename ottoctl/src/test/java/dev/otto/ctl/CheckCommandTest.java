package dev.otto.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import dev.otto.models.ModelRef;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  private static final String WELL = "alder/alder-4-nano";
  private static final String BROKE = "basalt/basalt-4-mini";
  private static final String SLOW = "cirrus/cirrus-4-mini";

  @AutoClose private static Daemon daemon;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    daemon = Daemon.start(home);
    daemon.openCode.steer(ModelRef.of(BROKE), "#status=402");
    daemon.openCode.steer(ModelRef.of(SLOW), "#delay=1000");
  }

  @BeforeEach
  void forget() {
    daemon.openCode.forget();
  }

  @Test
  void tellsAPersonOfEachAsSoonAsItIsKnown() {
    var result = daemon.atTerminal("model", "check", SLOW, BROKE, WELL);
    assertEquals(1, result.exit(), result.err());
    assertEquals("asking 3 models ...\n", result.err());
    List<String> lines = result.lines().stream().sorted().toList();
    assertTrue(lines.get(0).startsWith("ok  " + WELL + " answers: the whole answer after"));
    assertTrue(lines.get(0).matches(".* in, \\d+ out, \\$[0-9.]+"), lines.get(0));
    assertTrue(
        lines
            .get(2)
            .startsWith(
                "provider_rejected  "
                    + BROKE
                    + ": Provider basalt, asked for basalt-4-mini, requires payment (status 402)"),
        lines.get(2));
    assertTrue(result.lines().getLast().startsWith("ok  " + SLOW), result.out());
    assertEquals(0, daemon.openCode.asked().sessionsOpen());
  }

  @Test
  void isOneLineForEachInAPipeAndOneDocumentAsJson() {
    String[] line = daemon.run("model", "check", WELL).ok().lines().getFirst().split("\t", -1);
    assertEquals(WELL, line[0]);
    assertEquals("ok", line[1]);
    assertEquals(WELL, line[2]);
    assertEquals(9, line.length);
    var json = daemon.run("-o", "json", "model", "check", WELL, BROKE);
    assertEquals(1, json.exit());
    List<Boolean> answers =
        StreamSupport.stream(json.json().getAsJsonArray("checks").spliterator(), false)
            .map(JsonElement::getAsJsonObject)
            .map(check -> check.get("answers").getAsBoolean())
            .sorted()
            .toList();
    assertEquals(List.of(false, true), answers);
  }

  @Test
  void withoutAnyItAsksThoseInUse() {
    daemon.run("model", "defaults", "set", "heartbeat", WELL).ok();
    var result = daemon.run("-o", "name", "model", "check").ok();
    assertEquals(List.of(WELL, "alder/alder-4.5-large"), result.lines().stream().sorted().toList());
  }

  @Test
  void oneThatIsSlowerThanItsTimeIsSaid() {
    daemon.openCode.steer(ModelRef.of("iris/iris-4-mini"), "#delay=600000");
    var result = daemon.atTerminal("model", "check", "iris/iris-4-mini", "--timeout", "1");
    assertEquals(1, result.exit());
    assertTrue(result.out().startsWith("timeout  iris/iris-4-mini: No answer of"), result.out());
  }

  @Test
  void whatIsNoModelIsAMistakeOfTheCommandLine() {
    var result = daemon.run("model", "check", "alder");
    assertEquals(2, result.exit());
    assertTrue(result.err().contains("not a model reference"), result.err());
    assertEquals(0, daemon.openCode.asked().prompts());
  }
}
