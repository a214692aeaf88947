package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelRef;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Whether a model that somebody asks for can be used by a flow or a job. */
public final class ModelCheck {
  private static final int NEAR_MATCHES = 3;

  private final Supplier<CatalogSnapshot> catalog;

  public ModelCheck(Supplier<CatalogSnapshot> catalog) {
    this.catalog = catalog;
  }

  /** What came of the check. */
  public sealed interface Verdict {
    /** The catalog has it and it answers with text. */
    record Usable() implements Verdict {}

    /** The catalog lacks it. */
    record Unknown(ModelRef ref, List<ModelRef> near) implements Verdict {
      /** One sentence that names the near ones. */
      public String message() {
        String hint =
            near.isEmpty()
                ? "; see GET /external/models/catalog for what there is"
                : "; near matches: "
                    + near.stream().map(ModelRef::toString).collect(Collectors.joining(", "));
        return "The catalog has no model " + ref + hint;
      }
    }

    /** It is there but cannot do what is asked. */
    record Unsuitable(ModelRef ref) implements Verdict {
      public String message() {
        return ref + " cannot answer with text; choose a model that can";
      }
    }
  }

  public Verdict check(ModelRef ref) {
    CatalogSnapshot snapshot = catalog.get();
    return snapshot
        .find(ref)
        .<Verdict>map(
            model ->
                model.textOutput() ? new Verdict.Usable() : new Verdict.Unsuitable(model.ref()))
        .orElseGet(() -> new Verdict.Unknown(ref, snapshot.nearest(ref, NEAR_MATCHES)));
  }
}
