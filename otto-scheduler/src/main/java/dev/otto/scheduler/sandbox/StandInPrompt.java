package dev.otto.scheduler.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One prompt as it arrived. Words in its text control the answer: {@code #status=429}, {@code
 * #delay=5000}, {@code #cut}, {@code #garbage}, {@code #size=1000000}, {@code #another} (another
 * model serves it), {@code #reads} and {@code #changes} (it uses a tool first).
 */
record StandInPrompt(String messageId, String model, String text, boolean withoutTools) {

  static StandInPrompt read(JsonNode body, String globalDefault) {
    var text = new StringBuilder();
    body.path("parts").forEach(part -> text.append(part.path("text").asText("")));
    JsonNode model = body.path("model");
    String ref =
        model.isObject()
            ? model.path("providerID").asText("") + "/" + model.path("modelID").asText("")
            : globalDefault;
    JsonNode allTools = body.path("tools").path("*");
    return new StandInPrompt(
        body.path("messageID").asText(""),
        ref,
        text.toString(),
        allTools.isBoolean() && !allTools.booleanValue());
  }

  /** Returns the same prompt with these words behind it. */
  StandInPrompt and(String words) {
    return new StandInPrompt(messageId, model, (text + " " + words).strip(), withoutTools);
  }

  boolean says(String word) {
    return steer(word).isPresent();
  }

  /**
   * Returns the number after the word; 1 if there is no number; empty if the word does not occur.
   */
  OptionalInt steer(String word) {
    if (text.indexOf('#') < 0) {
      return OptionalInt.empty();
    }
    return Pattern.compile("#" + word + "(?:=(\\d{1,9}))?\\b")
        .matcher(text)
        .results()
        .mapToInt(StandInPrompt::number)
        .findFirst();
  }

  private static int number(MatchResult match) {
    String digits = match.group(1);
    return digits == null ? 1 : Integer.parseInt(digits);
  }
}
