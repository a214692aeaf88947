package dev.otto.controlplane.models;

import dev.otto.controlplane.jobs.ChoiceFields;
import dev.otto.controlplane.page.Fields;
import dev.otto.wire.Flow;
import dev.otto.wire.FlowChoice;
import dev.otto.wire.ReplaceAnswer;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The page that puts one model in the place of another.
 *
 * @param preview what would change; null as long as the models are not chosen
 * @param reasons what speaks against it; it can be done nevertheless
 */
public record ReplaceView(Fields fields, @Nullable ReplaceAnswer preview, List<String> reasons) {

  /** Returns the picker of one of the two models. */
  public Picker picker(String name, String label, String hint) {
    return new Picker(
        "replace-" + name, name, label, fields.value(name), "no model", hint, fields.error(name));
  }

  /** Returns the kind of a place for people. */
  public static String kind(String kind) {
    return Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
  }

  /** Returns the name of a place for people. */
  public static String name(String kind, String id) {
    return kind.equals("flow") ? Flow.of(id).map(Flow::label).orElse(id) : id;
  }

  /** Returns a choice in words: its model, and whatever else it asks for. */
  public static String words(@Nullable FlowChoice choice) {
    return choice == null
        ? "nothing: it is gone"
        : Stream.concat(
                Stream.of(Objects.requireNonNullElse(choice.modelRef(), "inherit")),
                ChoiceFields.chips(choice).stream())
            .collect(Collectors.joining(", "));
  }

  /** Returns how many places there are, in words. */
  public static String places(List<?> all) {
    return all.size() == 1 ? "1 place" : all.size() + " places";
  }
}
