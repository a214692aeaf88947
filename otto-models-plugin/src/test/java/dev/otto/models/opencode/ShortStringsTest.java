package dev.otto.models.opencode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortStringsTest {
  private static final int MAX = 8;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[1,2.5e3,true,null,\"12345678\"],\"b\":{}}",
        "{\"a\":\"\\\"\\\\\\n\\u00e9\"}",
        "{\"a\":\"\\ud83d\\ude00\\ud83d\\ude00\"}",
        "{\"a\":\"😀😀\",\"b\":\"éééé\"}",
        "[12345678901234567890]",
      })
  void leavesEverythingElseAlone(String json) throws IOException {
    assertEquals(json, cut(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1234567890123456789012345",
        "1234567\\n\\n\\n\\n\\n\\n\\n\\n\\n",
        "\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\"",
        "\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9\\u00e9",
        "😀😀😀😀😀😀",
        "1\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00\\ud83d\\ude00",
        "日本語日本語日本語日本語",
      })
  void cutsAStringBetweenTwoCharacters(String inside) throws IOException {
    String whole = JsonValue.read(quoted(inside).getBytes(UTF_8)).at("a").text();
    JsonValue read = JsonValue.read(cut(quoted(inside)).getBytes(UTF_8));
    String kept = read.at("a").text();
    assertTrue(kept.length() < whole.length(), kept);
    int end = ShortStrings.end(kept, MAX);
    assertTrue(end < kept.length(), "it shows that there was more: " + kept);
    assertTrue(whole.startsWith(kept.substring(0, end)), kept);
    assertEquals(ShortStrings.end(whole, MAX), end, kept);
    assertEquals("after", read.at("b").text());
  }

  @Test
  void readsAHundredMegabytesInLittleMemory() throws IOException {
    try (var in = new ShortStrings(longString(100), 1 << 20)) {
      long length = JsonValue.read(in).at("a").text().length();
      assertEquals((1 << 20) + 4, length);
    }
  }

  private static String quoted(String inside) {
    return "{\"a\":\"" + inside + "\",\"b\":\"after\"}";
  }

  /** Reads in small pieces, so that characters are torn. */
  private static String cut(String json) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var in = new ShortStrings(new ByteArrayInputStream(json.getBytes(UTF_8)), MAX)) {
      var piece = new byte[3];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        bytes.write(piece, 0, count);
      }
    }
    return bytes.toString(UTF_8);
  }

  /** Returns a JSON object with a string of so many MiB, which is nowhere whole. */
  private static InputStream longString(int mebibytes) {
    var parts = new ArrayList<InputStream>();
    parts.add(new ByteArrayInputStream("{\"a\":\"".getBytes(UTF_8)));
    byte[] piece = "x".repeat(1 << 20).getBytes(UTF_8);
    Collections.nCopies(mebibytes, piece).forEach(it -> parts.add(new ByteArrayInputStream(it)));
    parts.add(new ByteArrayInputStream("\"}".getBytes(UTF_8)));
    return new SequenceInputStream(Collections.enumeration(parts));
  }
}
