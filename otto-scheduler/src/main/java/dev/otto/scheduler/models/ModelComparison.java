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
    if (from.toolCall() && !to.toolCall()) {
      lost.add(ref + " cannot call tools");
    }
    if (from.reasoning() && !to.reasoning()) {
      lost.add(ref + " does not reason");
    }
    if (smaller(to.contextLimit(), from.contextLimit())) {
      lost.add(
          String.format(
              Locale.ROOT,
              "the context window of %s takes %,d tokens instead of %,d",
              ref,
              to.contextLimit().getAsLong(),
              from.contextLimit().getAsLong()));
    }
    List<String> variants =
        from.variants().stream().filter(effort -> !to.variants().contains(effort)).toList();
    if (!variants.isEmpty()) {
      lost.add(ref + " has no effort " + String.join(", ", variants));
    }
    return lost;
  }

  private static boolean smaller(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent() && one.getAsLong() < other.getAsLong();
  }
}
