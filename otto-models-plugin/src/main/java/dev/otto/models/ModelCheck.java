package dev.otto.models;

import java.util.List;
import java.util.stream.Collectors;

/** Whether a flow or a job may name a model, by the catalog of this moment. */
public sealed interface ModelCheck {
  /** How many similar models are offered to somebody who mistyped one. */
  int NEAR_MATCHES = 3;

  /** Looks the model up. */
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

    /** For a model that is known to be missing. */
    public static Unknown to(CatalogSnapshot catalog, ModelRef ref) {
      return new Unknown(ref, catalog.nearest(ref, NEAR_MATCHES));
    }

    /**
     * One sentence that names the near ones.
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

  /** It is there but cannot do what is asked. */
  record Unsuitable(ModelRef ref) implements ModelCheck {

    /** One sentence that says what to do. */
    public String message() {
      return ref + " cannot answer with text; choose a model that can";
    }
  }
}
