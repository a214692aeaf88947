package dev.otto.models.config;

import dev.otto.models.ModelChoice;
import dev.otto.models.ModelChoice.OnFailure;
import dev.otto.models.ModelChoice.Policy;
import dev.otto.models.ModelRef;
import dev.otto.models.config.Jsonc.ArrayNode;
import dev.otto.models.config.Jsonc.Member;
import dev.otto.models.config.Jsonc.Node;
import dev.otto.models.config.Jsonc.NullNode;
import dev.otto.models.config.Jsonc.ObjectNode;
import dev.otto.models.config.Jsonc.StringNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads and writes the choice of one flow where it is an object: {@code {"modelRef": …, "variant":
 * …, "fallbacks": […], "policy": …, "onlyProviders": […], "onFailure": …}}. A key that is null
 * counts as absent.
 */
public final class FlowChoiceText {
  private static final String MODEL_REF = "modelRef";
  private static final String VARIANT = "variant";
  static final String FALLBACKS = "fallbacks";
  private static final String POLICY = "policy";
  private static final String ONLY_PROVIDERS = "onlyProviders";
  private static final String ON_FAILURE = "onFailure";
  private static final List<String> KEYS =
      List.of(MODEL_REF, VARIANT, FALLBACKS, POLICY, ONLY_PROVIDERS, ON_FAILURE);

  private final BiConsumer<Integer, String> complaints;
  private Optional<ModelRef> modelRef = Optional.empty();
  private Optional<String> variant = Optional.empty();
  private List<ModelRef> fallbacks = List.of();
  private Policy policy = Policy.PREFER;
  private List<String> onlyProviders = List.of();
  private OnFailure onFailure = OnFailure.STOP;

  private FlowChoiceText(BiConsumer<Integer, String> complaints) {
    this.complaints = complaints;
  }

  /**
   * Reads an object; empty if the whole makes no sense.
   *
   * @param complaints takes each problem with its offset
   */
  public static Optional<ModelChoice> read(
      ObjectNode object, BiConsumer<Integer, String> complaints) {
    var text = new FlowChoiceText(complaints);
    object.members().forEach(text::read);
    try {
      return Optional.of(
          new ModelChoice(
              text.modelRef,
              text.variant,
              text.fallbacks,
              text.policy,
              text.onlyProviders,
              text.onFailure));
    } catch (IllegalArgumentException e) {
      complaints.accept(object.start(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void read(Member member) {
    Node value = member.value();
    if (!KEYS.contains(member.name())) {
      complaints.accept(
          member.start(),
          "there is no key \""
              + member.name()
              + "\" here; the keys are "
              + String.join(", ", KEYS));
    } else if (!(value instanceof NullNode)) {
      read(member.name(), value);
    }
  }

  private void read(String key, Node value) {
    switch (key) {
      case MODEL_REF -> modelRef = reference(value);
      case VARIANT -> variant = word(value, "the name of an effort, such as \"high\"");
      case FALLBACKS ->
          fallbacks = items(value).stream().flatMap(item -> reference(item).stream()).toList();
      case POLICY -> oneOf(value, Policy.values(), Policy::key).ifPresent(it -> policy = it);
      case ONLY_PROVIDERS -> onlyProviders = providers(value);
      default -> oneOf(value, OnFailure.values(), OnFailure::key).ifPresent(it -> onFailure = it);
    }
  }

  private Optional<ModelRef> reference(Node value) {
    Optional<ModelRef> ref =
        value instanceof StringNode string ? ModelRef.parse(string.value()) : Optional.empty();
    if (ref.isEmpty()) {
      complaints.accept(value.start(), "this is not a model reference; write \"provider/model\"");
    }
    return ref;
  }

  private Optional<String> word(Node value, String expected) {
    boolean isWord =
        value instanceof StringNode string
            && !string.value().isEmpty()
            && string.value().chars().noneMatch(c -> Character.isWhitespace(c) || c == '/');
    if (!isWord) {
      complaints.accept(value.start(), "this is not " + expected);
      return Optional.empty();
    }
    return Optional.of(((StringNode) value).value());
  }

  private List<String> providers(Node value) {
    List<Node> items = items(value);
    if (value instanceof ArrayNode && items.isEmpty()) {
      complaints.accept(value.start(), "this names no provider; leave it out to allow all");
    }
    var ids = new ArrayList<String>();
    items.forEach(
        item -> word(item, "the id of a provider, such as \"ollama\"").ifPresent(ids::add));
    return ids;
  }

  private List<Node> items(Node value) {
    if (value instanceof ArrayNode array) {
      return array.items();
    }
    complaints.accept(value.start(), "this is not a list; write it in [ ]");
    return List.of();
  }

  private <T> Optional<T> oneOf(Node value, T[] allowed, Function<T, String> key) {
    Optional<T> found =
        Arrays.stream(allowed)
            .filter(
                each ->
                    value instanceof StringNode string && string.value().equals(key.apply(each)))
            .findFirst();
    if (found.isEmpty()) {
      String words = Arrays.stream(allowed).map(key).collect(Collectors.joining("\" or \""));
      complaints.accept(value.start(), "this is not known; write \"" + words + "\"");
    }
    return found;
  }

  /** Returns the literal of each key; null for a part that has its usual value. */
  static Map<String, String> literals(ModelChoice choice) {
    var literals = new LinkedHashMap<String, String>();
    literals.put(MODEL_REF, choice.modelRef().map(FlowChoiceText::quoted).orElse("null"));
    literals.put(VARIANT, choice.variant().map(JsoncEdit::quote).orElse("null"));
    literals.put(FALLBACKS, list(choice.fallbacks()));
    literals.put(POLICY, choice.policy() == Policy.PREFER ? "null" : quoted(choice.policy().key()));
    literals.put(ONLY_PROVIDERS, list(choice.onlyProviders()));
    literals.put(
        ON_FAILURE,
        choice.onFailure() == OnFailure.STOP ? "null" : quoted(choice.onFailure().key()));
    return literals;
  }

  /** Returns the choice as one value: as short as it can be said. */
  static String literal(ModelChoice choice) {
    if (choice.isPlain()) {
      return choice.modelRef().map(FlowChoiceText::quoted).orElse("null");
    }
    return literals(choice).entrySet().stream()
        .filter(part -> !part.getValue().equals("null"))
        .map(part -> quoted(part.getKey()) + ": " + part.getValue())
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String list(List<?> items) {
    return items.isEmpty()
        ? "null"
        : items.stream().map(FlowChoiceText::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  static String quoted(Object value) {
    return JsoncEdit.quote(value.toString());
  }
}
