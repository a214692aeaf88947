package dev.otto.models;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The result of checking a model that a flow or a job is to use against the current catalog. */
public sealed interface ModelCheck {
  /** The number of similar models suggested for a mistyped one. */
  int NEAR_MATCHES = 3;

  /** Looks up the model. */
  static ModelCheck of(CatalogSnapshot catalog, ModelRef ref) {
    return catalog
        .find(ref)
        .map(model -> model.textOutput() ? new Usable() : new Unsuitable(ref))
        .orElseGet(() -> Unknown.to(catalog, ref));
  }

  /**
   * Looks up what differs between two choices: a model that was named before and has left the
   * catalog since must not block other changes.
   *
   * @return the first part that cannot be used
   */
  static Optional<UnusablePart> ofChange(
      CatalogSnapshot catalog, ModelChoice before, ModelChoice after) {
    Optional<UnusablePart> model =
        after
            .modelRef()
            .filter(ref -> !before.modelRef().equals(Optional.of(ref)))
            .flatMap(ref -> unusable(catalog, "modelRef", ref));
    return model
        .or(
            () ->
                after.fallbacks().stream()
                    .filter(ref -> !before.fallbacks().contains(ref))
                    .flatMap(ref -> unusable(catalog, "fallbacks", ref).stream())
                    .findFirst())
        .or(() -> unknownVariant(catalog, before, after));
  }

  private static Optional<UnusablePart> unusable(
      CatalogSnapshot catalog, String part, ModelRef ref) {
    ModelCheck check = of(catalog, ref);
    return check instanceof Usable ? Optional.empty() : Optional.of(new UnusablePart(part, check));
  }

  private static Optional<UnusablePart> unknownVariant(
      CatalogSnapshot catalog, ModelChoice before, ModelChoice after) {
    boolean same =
        before.modelRef().equals(after.modelRef()) && before.variant().equals(after.variant());
    return after
        .variant()
        .filter(effort -> !same)
        .flatMap(
            effort ->
                after
                    .modelRef()
                    .flatMap(catalog::find)
                    .filter(model -> !model.abilities().variants().contains(effort))
                    .map(
                        model ->
                            new UnknownVariant(model.ref(), effort, model.abilities().variants())))
        .map(check -> new UnusablePart("variant", check));
  }

  /**
   * A part of a choice that cannot be used.
   *
   * @param part its key in files and in the REST API
   */
  record UnusablePart(String part, ModelCheck check) {}

  /** The catalog has it and it answers with text. */
  record Usable() implements ModelCheck {}

  /** The catalog lacks it. */
  record Unknown(ModelRef ref, List<ModelRef> near) implements ModelCheck {
    public Unknown {
      near = List.copyOf(near);
    }

    /** Returns the result for a model that is known to be missing. */
    public static Unknown to(CatalogSnapshot catalog, ModelRef ref) {
      return new Unknown(ref, catalog.nearest(ref, NEAR_MATCHES));
    }

    /**
     * Returns one sentence that names the nearest matches.
     *
     * @param whereToLook said where nothing is near
     */
    public String message(String whereToLook) {
      String hint =
          near.isEmpty()
              ? whereToLook
              : "near matches: "
                  + near.stream().map(ModelRef::toString).collect(Collectors.joining(", "));
      return "The catalog has no model " + ref + "; " + hint;
    }
  }

  /** The catalog has it, but it does not have this effort. */
  record UnknownVariant(ModelRef ref, String variant, List<String> known) implements ModelCheck {
    public UnknownVariant {
      known = List.copyOf(known);
    }

    /** Returns one sentence that names the efforts that there are. */
    public String message() {
      String has = known.isEmpty() ? "has none" : "has " + String.join(", ", known);
      return ref + " has no variant \"" + variant + "\"; it " + has;
    }
  }

  /** The catalog has it, but it cannot produce text. */
  record Unsuitable(ModelRef ref) implements ModelCheck {

    /** Returns one sentence that says what to do. */
    public String message() {
      return ref + " cannot answer with text; choose a model that can";
    }
  }
}
