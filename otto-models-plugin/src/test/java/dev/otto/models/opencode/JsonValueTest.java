package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
  @Test
  void readsWhatIsThere() throws IOException {
    JsonValue read = read("{\"a\":{\"b\":[\"x\",{\"c\":1.5}],\"n\":9007199254740991,\"t\":true}}");
    assertEquals("x", read.at("a", "b").items().get(0).text());
    assertEquals(1.5, read.at("a", "b").items().get(1).at("c").decimal());
    assertEquals(9007199254740991L, read.at("a", "n").number());
    assertTrue(read.at("a", "t").flag());
    assertTrue(read.at("a").isObject());
  }

  @Test
  void whatIsMissingOrOfAnotherTypeIsEmpty() throws IOException {
    JsonValue read = read("{\"a\":null,\"b\":\"text\"}");
    for (JsonValue none : new JsonValue[] {read.at("a"), read.at("z"), read.at("b", "c")}) {
      assertEquals("", none.text());
      assertEquals(0, none.number());
      assertFalse(none.flag() || none.isObject());
      assertTrue(none.items().isEmpty());
    }
    assertTrue(read.at("b").items().isEmpty());
    assertEquals("", read.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1,", "{\"a\":}", "nonsense"})
  void brokenJsonIsAnError(String text) {
    assertThrows(IOException.class, () -> read(text));
  }

  @Test
  void depthIsBounded() {
    assertThrows(IOException.class, () -> read("[".repeat(5_000) + "]".repeat(5_000)));
  }

  @Test
  void writesWhatItReads() throws IOException {
    byte[] written = JsonValue.object(json -> json.writeStringField("a", "\"\n\u00fc"));
    assertEquals("\"\n\u00fc", JsonValue.read(written).at("a").text());
  }

  private static JsonValue read(String text) throws IOException {
    return JsonValue.read(text.getBytes(UTF_8));
  }
}
