package dev.otto.models.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SyntaxErrorPlaceTest {

  /** The oldest Jackson that is supported names the place behind the character. */
  private static final int BEHIND = System.getProperty("otto.oldest.jackson") == null ? 0 : 1;

  @Test
  void isThatOfTheCharacter() {
    Problem problem =
        Jsonc.read("{\r\n  // fine\r\n  \"a\": 1\r\n  \"b\": 2\r\n}").problems().get(0);
    assertEquals(4, problem.line());
    assertEquals(3 + BEHIND, problem.column());
  }
}
