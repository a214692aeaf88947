package dev.otto.models.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SyntaxErrorPlaceTest {

  @Test
  void isThatOfTheCharacter() {
    Problem problem =
        Jsonc.read("{\r\n  // fine\r\n  \"a\": 1\r\n  \"b\": 2\r\n}").problems().get(0);
    assertEquals(4, problem.line());
    assertEquals(3, problem.column());
  }
}
