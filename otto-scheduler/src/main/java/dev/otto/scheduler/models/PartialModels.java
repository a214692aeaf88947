package dev.otto.scheduler.models;

import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.database.DatabaseException;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Warns about models that only some of the Ottos offer that share a database: which of them runs a
 * job is a matter of chance.
 *
 * @param lacking returns the nodes that lack a model which others have
 */
public record PartialModels(Function<ModelRef, List<String>> lacking) {

  /** Returns the same for several changes in a row, which asks for each model once. */
  public PartialModels remembering() {
    var known = new HashMap<ModelRef, List<String>>();
    return new PartialModels(ref -> known.computeIfAbsent(ref, lacking));
  }

  /** Returns a sentence for each model that the change names anew; none if nodes are not known. */
  public List<String> warnings(ModelChoice before, ModelChoice after) {
    List<ModelRef> known = named(before).toList();
    try {
      return named(after).filter(ref -> !known.contains(ref)).flatMap(this::warning).toList();
    } catch (DatabaseException e) {
      return List.of();
    }
  }

  private static Stream<ModelRef> named(ModelChoice choice) {
    return Stream.concat(choice.modelRef().stream(), choice.fallbacks().stream());
  }

  private Stream<String> warning(ModelRef ref) {
    List<String> nodes = lacking.apply(ref);
    return nodes.isEmpty()
        ? Stream.empty()
        : Stream.of(
            "%s is not in the catalog of %s; what runs there falls back, or fails where it may not"
                .formatted(ref, String.join(", ", nodes)));
  }
}
