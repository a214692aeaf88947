package dev.otto.models;

import java.util.List;
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

  /** The catalog has it, but it cannot produce text. */
  record Unsuitable(ModelRef ref) implements ModelCheck {

    /** Returns one sentence that says what to do. */
    public String message() {
      return ref + " cannot answer with text; choose a model that can";
    }
  }
}
