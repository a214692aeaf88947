package dev.otto.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRefTest {

  @Test
  void splitsAtTheFirstSlash() {
    var ref = ModelRef.of("openrouter/anthropic/claude-4.5:free");

    assertEquals("openrouter", ref.providerId());
    assertEquals("anthropic/claude-4.5:free", ref.modelId());
    assertEquals("openrouter/anthropic/claude-4.5:free", ref.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {" openai/gpt-5", "openai/gpt-5\n", "\topenai/gpt-5 "})
  void trimsWhiteSpaceAround(String text) {
    assertEquals(new ModelRef("openai", "gpt-5"), ModelRef.of(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/",
        "openai",
        "openai/",
        "/gpt-5",
        "openai/gpt 5",
        "open ai/gpt",
        "inherit",
        "a/b\u0000"
      })
  void refusesWhatIsNoReference(String text) {
    assertEquals(Optional.empty(), ModelRef.parse(text));
    var complaint = assertThrows(IllegalArgumentException.class, () -> ModelRef.of(text));
    assertTrue(complaint.getMessage().contains("provider/model"), complaint.getMessage());
  }

  @Test
  void aProviderHoldsNoSlash() {
    assertThrows(IllegalArgumentException.class, () -> new ModelRef("a/b", "c"));
  }
}
