package dev.otto.models;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The request of a job or a flow: a model, its effort, what may take its place, and what may not.
 * Immutable.
 *
 * @param modelRef empty inherits
 * @param variant the effort, one of {@link Model.Abilities#variants}; empty leaves it to OpenCode
 * @param fallbacks asked in this order where the model is not available, before OpenCode's global
 *     default
 * @param onlyProviders the fence: whatever is used is of one of these providers; empty fences
 *     nothing
 */
public record ModelChoice(
    Optional<ModelRef> modelRef,
    Optional<String> variant,
    List<ModelRef> fallbacks,
    Policy policy,
    List<String> onlyProviders,
    OnFailure onFailure) {
  /** The most fallbacks that a choice may name. */
  public static final int MAX_FALLBACKS = 5;

  /** The choice that leaves everything to the next rung. */
  public static final ModelChoice INHERIT = of(Optional.empty());

  /** The rule for models that are not named. */
  public enum Policy {
    /** OpenCode's global default may. */
    PREFER("prefer"),
    /** No other may: without one of those named, nothing is sent. */
    STRICT("strict");

    private final String key;

    Policy(String key) {
      this.key = key;
    }

    /** Returns the value with this key; empty if there is none. */
    public static Optional<Policy> of(String key) {
      return Stream.of(values()).filter(each -> each.key.equals(key)).findFirst();
    }

    /** Returns the name used in files and in the REST API. */
    public String key() {
      return key;
    }
  }

  /** The consequence of a provider that fails before the run has changed anything. */
  public enum OnFailure {
    /** The run fails. */
    STOP("stop"),
    /** The next model is asked, in a new session. */
    NEXT("next");

    private final String key;

    OnFailure(String key) {
      this.key = key;
    }

    /** Returns the value with this key; empty if there is none. */
    public static Optional<OnFailure> of(String key) {
      return Stream.of(values()).filter(each -> each.key.equals(key)).findFirst();
    }

    /** Returns the name used in files and in the REST API. */
    public String key() {
      return key;
    }
  }

  /**
   * @throws IllegalArgumentException with a sentence for the person who wrote it
   */
  public ModelChoice {
    fallbacks = List.copyOf(fallbacks);
    onlyProviders = List.copyOf(onlyProviders);
    if (fallbacks.size() > MAX_FALLBACKS) {
      throw new IllegalArgumentException(
          "fallbacks has %d models; %d are allowed".formatted(fallbacks.size(), MAX_FALLBACKS));
    }
    // Most choices are a model alone, and one is made for each run: it costs no check.
    if (variant.isPresent()) {
      requireOwner(modelRef, "variant");
      requireWord(variant.get(), "variant", "the name of an effort");
    }
    if (!fallbacks.isEmpty()) {
      requireOwner(modelRef, "fallbacks");
      requireEachOnce(modelRef, fallbacks);
    }
    if (onFailure == OnFailure.NEXT) {
      requireOwner(modelRef, "onFailure");
    }
    if (!onlyProviders.isEmpty()) {
      onlyProviders.forEach(id -> requireWord(id, "onlyProviders", "the id of a provider"));
    }
  }

  private static void requireEachOnce(Optional<ModelRef> modelRef, List<ModelRef> fallbacks) {
    var named = new HashSet<ModelRef>(fallbacks);
    if (named.size() < fallbacks.size() || modelRef.filter(named::contains).isPresent()) {
      throw new IllegalArgumentException("fallbacks names a model twice; name each once");
    }
  }

  private static void requireOwner(Optional<ModelRef> owner, String part) {
    if (owner.isEmpty()) {
      throw new IllegalArgumentException(part + " needs a modelRef beside it, which it goes with");
    }
  }

  private static void requireWord(String text, String part, String expected) {
    if (text.isEmpty() || text.chars().anyMatch(c -> Character.isWhitespace(c) || c == '/')) {
      throw new IllegalArgumentException(part + ": \"" + text + "\" is not " + expected);
    }
  }

  /** Returns the choice of this model and nothing else; an empty reference inherits. */
  public static ModelChoice of(Optional<ModelRef> modelRef) {
    return new ModelChoice(
        modelRef, Optional.empty(), List.of(), Policy.PREFER, List.of(), OnFailure.STOP);
  }

  /**
   * Returns the choice with another model, which takes over effort and fallbacks; without a model
   * only policy and fence are left.
   */
  public ModelChoice with(Optional<ModelRef> other) {
    if (other.equals(modelRef)) {
      return this;
    }
    List<ModelRef> rest =
        other.isEmpty()
            ? List.of()
            : fallbacks.stream().filter(ref -> !ref.equals(other.get())).toList();
    return new ModelChoice(
        other,
        other.isEmpty() ? Optional.empty() : variant,
        rest,
        policy,
        onlyProviders,
        other.isEmpty() ? OnFailure.STOP : onFailure);
  }

  /** Works like {@link #with(Optional)}, and drops an effort that the new model does not have. */
  public ModelChoice with(Optional<ModelRef> other, CatalogSnapshot catalog) {
    ModelChoice changed = with(other);
    return !other.equals(modelRef) && catalog.lacksVariantOf(changed)
        ? changed.withoutVariant()
        : changed;
  }

  /**
   * Returns the choice with another model wherever one is named: as the model, whose effort stays
   * unless another is given, and among the fallbacks, where each model stands once.
   *
   * @param effort asked of the other where it becomes the model
   */
  public ModelChoice replacing(ModelRef one, ModelRef other, Optional<String> effort) {
    if (!named().contains(one)) {
      return this;
    }
    boolean own = modelRef.equals(Optional.of(one));
    Optional<ModelRef> model = own ? Optional.of(other) : modelRef;
    return new ModelChoice(
        model,
        own ? effort.or(() -> variant) : variant,
        fallbacks.stream()
            .map(ref -> ref.equals(one) ? other : ref)
            .distinct()
            .filter(ref -> !model.equals(Optional.of(ref)))
            .toList(),
        policy,
        onlyProviders,
        onFailure);
  }

  /** Returns this policy and fence with the models that another names, and their effort. */
  public ModelChoice withModelsOf(ModelChoice other) {
    return new ModelChoice(
        other.modelRef, other.variant, other.fallbacks, policy, onlyProviders, onFailure);
  }

  /** Reports whether both name the same models with the same effort. */
  public boolean namesSameAs(ModelChoice other) {
    return equals(withModelsOf(other));
  }

  /** Reports whether the fence lets models of this provider through. */
  public boolean permits(String providerId) {
    return onlyProviders.isEmpty() || onlyProviders.contains(providerId);
  }

  /** Returns the same choice without an effort. */
  public ModelChoice withoutVariant() {
    return variant.isEmpty()
        ? this
        : new ModelChoice(modelRef, Optional.empty(), fallbacks, policy, onlyProviders, onFailure);
  }

  /** Returns its model and then its fallbacks. */
  public List<ModelRef> named() {
    return Stream.concat(modelRef.stream(), fallbacks.stream()).toList();
  }

  /** Reports whether it names no more than a model, as earlier versions know it. */
  public boolean isPlain() {
    return equals(of(modelRef));
  }

  /** Reports whether the fence lets this model through. */
  boolean permits(ModelRef ref) {
    if (onlyProviders.isEmpty()) {
      return true;
    }
    for (int i = 0; i < onlyProviders.size(); i++) { // without an iterator: each run comes here
      if (ref.isOf(onlyProviders.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Returns the fence in words. */
  String providers() {
    return String.join(", ", onlyProviders);
  }

  boolean isStrict() {
    return policy == Policy.STRICT;
  }

  @Override
  public String toString() {
    return isPlain() ? modelRef.map(ModelRef::toString).orElse("inherit") : parts();
  }

  private String parts() {
    var text = new StringBuilder(modelRef.map(ModelRef::toString).orElse("inherit"));
    variant.ifPresent(effort -> text.append(" (").append(effort).append(')'));
    fallbacks.forEach(ref -> text.append(", else ").append(ref));
    if (isStrict()) {
      text.append(", nothing else");
    }
    if (!onlyProviders.isEmpty()) {
      text.append(", only of ").append(providers());
    }
    return onFailure == OnFailure.NEXT
        ? text.append(", next on failure").toString()
        : text.toString();
  }
}
