package dev.otto.models.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.ModelRef;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Thousands of texts and references; a failure names the seed that makes the same again. */
class FlowDefaultsTextRandomTest {
  private static final JsonMapper ORACLE =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  /** Beside ASCII; of these there are many, as they are what is written in another way. */
  private static final String ODD = "üé模🦦/:@.\\\"\n\0\u007f";

  private interface Check {
    void on(long seed) throws Exception;
  }

  @Test
  void aChangeAltersThatValueOnly() {
    forEachSeed(5_000, FlowDefaultsTextRandomTest::assertAltersThatValueOnly);
  }

  @Test
  void settingAndTakingBackGivesTheSameBytes() {
    forEachSeed(500, FlowDefaultsTextRandomTest::assertTakenBack);
  }

  private static void forEachSeed(int count, Check check) {
    var first = LongStream.of(Long.MIN_VALUE, -1, Long.MAX_VALUE);
    LongStream.concat(first, LongStream.range(0, count)).forEach(seed -> run(check, seed));
  }

  private static void run(Check check, long seed) {
    try {
      check.on(seed);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("with seed " + seed, e);
    }
  }

  private static void assertAltersThatValueOnly(long seed) throws IOException {
    Optional<ModelRef> ref = reference(seed);
    var random = new RandomJsonc(seed);
    String before = random.text();
    FlowDefaults old = FlowDefaultsText.read(Jsonc.parse(before));
    FlowDefaults wanted = old.with(Flow.SCHEDULED_TASKS, ref);

    String after = FlowDefaultsText.change(Jsonc.parse(before), old, wanted).text();

    assertEquals(wanted, FlowDefaultsText.read(Jsonc.parse(after)));
    if (wanted.equals(old)) {
      assertEquals(before, after);
      return;
    }
    assertEquals(intended(before, ref), ORACLE.readTree(withoutMark(after)), after);
    if (random.hasValue()) {
      String literal = ref.map(r -> JsoncEdit.quote(r.toString())).orElse("null");
      String expected =
          before.substring(0, random.valueStart()) + literal + before.substring(random.valueEnd());
      assertEquals(expected, after);
    } else {
      assertKeepsEverything(before, after);
    }
  }

  private static void assertTakenBack(long seed) throws IOException {
    Optional<ModelRef> ref = reference(seed);
    Jsonc start = start(seed);
    var other = Optional.of(new ModelRef("another", "model"));
    FlowDefaults first = FlowDefaults.none().with(Flow.SCHEDULED_TASKS, other);
    FlowDefaults second = first.with(Flow.SCHEDULED_TASKS, ref);

    Jsonc there = FlowDefaultsText.change(start, first, second);

    assertEquals(start.text(), FlowDefaultsText.change(there, second, first).text());
  }

  private static Jsonc start(long seed) throws IOException {
    Jsonc random = Jsonc.parse(new RandomJsonc(seed).text());
    return random.with(
        List.of("modelManagement", "flowDefaults", "scheduledTasks"), "\"another/model\"");
  }

  /** None in three of ten, and where the parts make none. */
  private static Optional<ModelRef> reference(long seed) {
    var random = new Random(~seed);
    String provider = part(random).replace("/", "");
    return random.nextInt(10) < 7
        ? ModelRef.parse(provider + "/" + part(random))
        : Optional.empty();
  }

  private static String part(Random random) {
    return random
        .ints(1 + random.nextInt(20), 0, 256)
        .mapToObj(number -> number < 128 ? "" + (char) number : odd(random))
        .collect(Collectors.joining());
  }

  private static String odd(Random random) {
    return Character.toString(ODD.codePoints().skip(random.nextInt(13)).findFirst().orElseThrow());
  }

  private static JsonNode intended(String before, Optional<ModelRef> ref) throws IOException {
    ObjectNode tree = (ObjectNode) ORACLE.readTree(withoutMark(before));
    ObjectNode flows = child(child(tree, "modelManagement"), "flowDefaults");
    ref.ifPresentOrElse(
        model -> flows.put("scheduledTasks", model.toString()),
        () -> flows.putNull("scheduledTasks"));
    return tree;
  }

  private static ObjectNode child(ObjectNode parent, String name) {
    return parent.path(name).isObject() ? (ObjectNode) parent.get(name) : parent.putObject(name);
  }

  /** Each character of before comes in after, in that order; a null may become an object. */
  private static void assertKeepsEverything(String before, String after) {
    int kept = 0;
    for (int i = 0; i < after.length() && kept < before.length(); i++) {
      kept += after.charAt(i) == before.charAt(kept) ? 1 : 0;
    }
    assertTrue(kept == before.length() || isNullReplaced(before, after), before + after);
  }

  private static boolean isNullReplaced(String before, String after) {
    int head = 0;
    while (before.charAt(head) == after.charAt(head)) {
      head++;
    }
    return before.startsWith("null", head) && after.endsWith(before.substring(head + 4));
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
