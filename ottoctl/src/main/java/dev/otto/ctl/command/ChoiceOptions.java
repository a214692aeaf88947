package dev.otto.ctl.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.otto.ctl.client.ApiException;
import dev.otto.ctl.client.Fields;
import dev.otto.ctl.completion.Known;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options that say more of a model than its name: its effort, what may take its place, and what
 * may not. One that is not given stays as it is.
 */
final class ChoiceOptions {
  private static final List<String> ON_FAILURE = List.of("stop", "next");

  private final Argument<String> variant;
  private final Argument<List<String>> fallbacks;
  private final Argument<List<String>> onlyProviders;
  private final Argument<Boolean> strict;
  private final Argument<String> onFailure;
  private final Argument<Boolean> plain;

  /** Adds the options to this command. */
  ChoiceOptions(Verb of) {
    variant = of.text("--variant", "NAME", "The effort, one of the model's variants, such as high");
    fallbacks =
        of.takes(
            Argument.list(
                "--fallback", Known.MODEL, "Takes its place where it is missing; up to five"));
    onlyProviders =
        of.takes(
            Argument.list("--only-provider", Known.PROVIDER, "Nothing but these providers, ever"));
    strict = of.flag("--strict", "Nothing but the model and its fallbacks, or the run fails");
    onFailure =
        of.takes(
            Argument.text(
                "--on-failure",
                "WHAT",
                ON_FAILURE,
                "Where the provider fails: stop, or ask the next fallback"));
    plain = of.flag("--plain", "Clear each of these that is not given");
  }

  /** Reports whether any of them is given. */
  boolean given() {
    return plain.value() || parts().values().stream().anyMatch(Optional::isPresent);
  }

  /** Reports whether this command asks for an effort. */
  boolean givesVariant() {
    return variant.find().isPresent();
  }

  /** Puts what is given, and null for what is cleared. */
  void addTo(JsonObject body) {
    for (var part : parts().entrySet()) {
      if (part.getValue().isPresent() || plain.value()) {
        body.add(part.getKey(), part.getValue().orElse(JsonNull.INSTANCE));
      }
    }
  }

  private Map<String, Optional<JsonElement>> parts() {
    var parts = new LinkedHashMap<String, Optional<JsonElement>>();
    parts.put("variant", variant.find().map(JsonPrimitive::new));
    parts.put("fallbacks", fallbacks.find().map(ChoiceOptions::array));
    parts.put(
        "policy", strict.value() ? Optional.of(new JsonPrimitive("strict")) : Optional.empty());
    parts.put("onlyProviders", onlyProviders.find().map(ChoiceOptions::array));
    parts.put("onFailure", onFailure.find().map(ChoiceOptions::known).map(JsonPrimitive::new));
    return parts;
  }

  private static String known(String what) {
    if (!ON_FAILURE.contains(what)) {
      throw ApiException.usage(
          "--on-failure is stop or next, not \"" + Fields.visible(what) + "\".");
    }
    return what;
  }

  private static JsonElement array(List<String> values) {
    var array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  /** Returns a choice in words, as it goes after the name of its model; empty if it is no more. */
  static String words(Fields choice) {
    var words = new ArrayList<String>();
    choice.find("variant").ifPresent(effort -> words.add("effort " + effort));
    if (!choice.texts("fallbacks").isEmpty()) {
      words.add("else " + String.join(", else ", choice.texts("fallbacks")));
    }
    choice.find("policy").filter("strict"::equals).ifPresent(_ -> words.add("nothing else"));
    if (!choice.texts("onlyProviders").isEmpty()) {
      words.add("only of " + String.join(", ", choice.texts("onlyProviders")));
    }
    choice.find("onFailure").filter("next"::equals).ifPresent(_ -> words.add("next on failure"));
    return String.join("; ", words);
  }

  /**
   * Returns the request that changes the default of a flow.
   *
   * @param now all that the flow asks for at present
   */
  JsonObject changeOf(String flow, Optional<String> model, JsonObject now) {
    var body = new JsonObject();
    JsonObject choice = now.deepCopy();
    boolean keepsVariant = now.has("variant") && !givesVariant() && !plain.value();
    if (model.isEmpty()) {
      List.of("modelRef", "variant", "fallbacks", "onFailure").forEach(choice::remove);
    } else if (!keepsVariant) {
      choice.addProperty("modelRef", model.get());
    }
    addTo(choice);
    choice.asMap().values().removeIf(JsonElement::isJsonNull);
    body.add("flowChoices", only(flow, choice));
    if (model.isPresent() && keepsVariant) {
      // An effort that nobody asked of the new model is dropped by Otto, where that lacks it.
      body.add("flowDefaults", only(flow, new JsonPrimitive(model.get())));
    }
    return body;
  }

  private static JsonObject only(String flow, JsonElement value) {
    var flows = new JsonObject();
    flows.add(flow, value);
    return flows;
  }
}
