package dev.otto.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NearMatchesTest {
  private static final CatalogSnapshot CATALOG =
      CatalogSnapshot.of(
          new ModelBackend.Listing(
              Stream.of(
                      "anthropic/claude-sonnet-4.5",
                      "openai/gpt-5",
                      "openai/gpt-5-mini",
                      "openrouter/openai/gpt-5",
                      "zhipu/glm-4.6")
                  .map(text -> Model.named(ModelRef.of(text)))
                  .toList(),
              Optional.empty(),
              0),
          Instant.EPOCH,
          1);

  @Test
  void offersWhatIsATypingErrorAway() {
    assertEquals("openai/gpt-5", nearest("opneai/gpt5").get(0));
    assertEquals(List.of("anthropic/claude-sonnet-4.5"), nearest("Anthropic/Claude-Sonnet-4-5"));
  }

  @Test
  void offersTheSameModelOfAnotherProviderFirst() {
    assertEquals(
        List.of("openai/gpt-5", "openrouter/openai/gpt-5"), nearest("azure/gpt-5").subList(0, 2));
  }

  @Test
  void offersNothingWhereNothingIsAlike() {
    assertEquals(List.of(), nearest("x/y"));
  }

  private static List<String> nearest(String wanted) {
    return CATALOG.nearest(ModelRef.of(wanted), 3).stream().map(ModelRef::toString).toList();
  }
}
