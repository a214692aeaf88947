package dev.otto.jmx;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelRef;
import java.util.List;
import java.util.stream.Collectors;

/** What is said to somebody who names a model that is not there. */
final class MissingModel {
  private static final int NEAR_MATCHES = 3;

  private MissingModel() {}

  static String sentence(CatalogSnapshot snapshot, ModelRef ref) {
    List<ModelRef> near = snapshot.nearest(ref, NEAR_MATCHES);
    String hint =
        near.isEmpty()
            ? "the attribute Models of ModelCatalog has those that there are"
            : "near matches: "
                + near.stream().map(ModelRef::toString).collect(Collectors.joining(", "));
    return "The catalog has no model " + ref + "; " + hint;
  }
}
