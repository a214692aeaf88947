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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FlowDefaultsTextPropertyTest {
  private static final JsonMapper ORACLE =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  @Property(tries = 5000)
  void aChangeAltersThatValueOnly(@ForAll long seed, @ForAll("references") Optional<ModelRef> ref)
      throws IOException {
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

  @Property(tries = 500)
  void settingAndTakingBackGivesTheSameBytes(
      @ForAll long seed, @ForAll("references") Optional<ModelRef> ref) throws IOException {
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

  @Provide
  Arbitrary<Optional<ModelRef>> references() {
    Arbitrary<String> part =
        Arbitraries.strings().ascii().withChars("üé模/:@.\\\"").ofMinLength(1).ofMaxLength(20);
    return part.tuple2()
        .map(parts -> ModelRef.parse(parts.get1().replace("/", "") + "/" + parts.get2()))
        .injectNull(0)
        .optional(0.7)
        .map(ref -> ref.flatMap(parsed -> parsed));
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
