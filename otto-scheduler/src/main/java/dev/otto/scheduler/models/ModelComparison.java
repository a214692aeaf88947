package dev.otto.scheduler.models;

import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Tells what one model cannot do that another can. */
final class ModelComparison {
  private ModelComparison() {}

  /** Returns sentences on what is lost with the other model. */
  static List<String> lost(Model from, Model to) {
    var lost = new ArrayList<String>();
    ModelRef ref = to.ref();
    if (from.abilities().toolCall() && !to.abilities().toolCall()) {
      lost.add(ref + " cannot call tools");
    }
    if (from.abilities().reasoning() && !to.abilities().reasoning()) {
      lost.add(ref + " does not reason");
    }
    if (smaller(to.limits().context(), from.limits().context())) {
      lost.add(
          String.format(
              Locale.ROOT,
              "the context window of %s takes %,d tokens instead of %,d",
              ref,
              to.limits().context().getAsLong(),
              from.limits().context().getAsLong()));
    }
    List<String> variants =
        from.abilities().variants().stream()
            .filter(effort -> !to.abilities().variants().contains(effort))
            .toList();
    if (!variants.isEmpty()) {
      lost.add(ref + " has no effort " + String.join(", ", variants));
    }
    return lost;
  }

  private static boolean smaller(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent() && one.getAsLong() < other.getAsLong();
  }
}
