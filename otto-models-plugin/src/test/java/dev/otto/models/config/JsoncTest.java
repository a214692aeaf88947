package dev.otto.models.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsoncTest {

  @Test
  void refusesAKeyThatStandsTwice() {
    Problem problem = problemOf("{\n  \"a\": 1,\n  \"a\": 2\n}");
    assertEquals(3, problem.line());
    assertEquals(3, problem.column());
    assertTrue(problem.message().contains("\"a\" occurs twice"), problem.message());
  }

  @Test
  void keepsWhatStandsBeforeASyntaxError() {
    Jsonc document = Jsonc.read("{\"a\": {\"b\": 1, \"b\": 2, \"c\": \"never closed}}");
    assertEquals("1", ((Jsonc.PlainNode) document.find("a", "b").orElseThrow()).literal());
    assertEquals(2, document.problems().size(), document.problems().toString());
  }

  @Test
  void refusesWhatWouldOverflowTheStack() {
    Problem problem = problemOf("{\"a\": " + "[".repeat(100_000));
    assertTrue(problem.message().contains("deeper than 100"), problem.message());
  }

  @Test
  void neverShowsAWordThatMayBeASecret() {
    Problem problem = problemOf("{\"password\": hunter2}");
    assertFalse(problem.message().contains("hunter2"), problem.message());
  }

  @ParameterizedTest
  @CsvSource({"''", "' // only a comment'", "{} {}", "{", "'{\"a\": }'", "[1 2]"})
  void refusesWhatIsNoDocument(String text) {
    assertTrue(problemOf(text).line() >= 1);
  }

  @Test
  void findsAValueUnderItsKeys() throws Exception {
    Jsonc document = Jsonc.parse("\uFEFF{\"a\": {\"ü🦦\": [1, {}], \"b\": \"x\\u0041\"}}");
    var b = (Jsonc.StringNode) document.find("a", "b").orElseThrow();
    assertEquals("xA", b.value());
    assertEquals("\"x\\u0041\"", document.text().substring(b.start(), b.end()));
    assertTrue(document.find("a", "b", "c").isEmpty());
  }

  private static Problem problemOf(String text) {
    return assertThrows(BrokenFileException.class, () -> Jsonc.parse(text)).problems().get(0);
  }
}
