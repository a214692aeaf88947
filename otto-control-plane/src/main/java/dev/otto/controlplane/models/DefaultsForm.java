package dev.otto.controlplane.models;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.controlplane.models.DefaultsView.DefaultChange;
import dev.otto.web.Form;
import dev.otto.wire.ErrorAnswer;
import dev.otto.wire.Flow;
import dev.otto.wire.FlowDefaultsBody;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The submitted form of the flow defaults.
 *
 * @param opened the defaults when the form was opened
 * @param tag the tag of the state that the form was opened with
 * @param anyModel whether to accept a model that is not in the catalog
 */
record DefaultsForm(
    Map<Flow, String> typed, Map<Flow, String> opened, String tag, boolean anyModel) {

  static DefaultsForm of(Form form) {
    var typed = new EnumMap<Flow, String>(Flow.class);
    var opened = new EnumMap<Flow, String>(Flow.class);
    for (Flow flow : Flow.values()) {
      if (form.has(flow.key())) {
        typed.put(flow, form.typed(flow.key()));
        opened.put(flow, form.typed("opened-" + flow.key()));
      }
    }
    return new DefaultsForm(typed, opened, form.typed("tag"), form.has("anyModel"));
  }

  /** Returns the changes that saving would make. */
  List<DefaultChange> changes(FlowDefaultsBody now) {
    return typed.keySet().stream()
        .map(flow -> new DefaultChange(flow, now.of(flow).orElse(null), meant(typed.get(flow))))
        .filter(DefaultsForm::isOne)
        .toList();
  }

  /** Returns the defaults that were changed since the form was opened. */
  List<DefaultChange> changedMeanwhile(FlowDefaultsBody now) {
    return Arrays.stream(Flow.values())
        .filter(opened::containsKey)
        .map(flow -> new DefaultChange(flow, meant(opened.get(flow)), now.of(flow).orElse(null)))
        .filter(DefaultsForm::isOne)
        .toList();
  }

  private static boolean isOne(DefaultChange change) {
    return !Objects.equals(change.before(), change.after());
  }

  private static @Nullable String meant(@Nullable String text) {
    String ref = text == null ? "" : text.strip();
    return ref.isEmpty() || ref.equalsIgnoreCase("inherit") ? null : ref;
  }

  /**
   * The problems of the form.
   *
   * @param other a problem that belongs to no flow in particular
   */
  record Faults(Map<Flow, String> byFlow, @Nullable String other, boolean unknownModel) {
    static final Faults NONE = new Faults(Map.of(), null, false);

    static Faults of(String message) {
      return new Faults(Map.of(), message, false);
    }

    boolean isNone() {
      return byFlow.isEmpty() && other == null;
    }
  }

  /** Asks Otto for the problems, again until there are no more. */
  Faults check(OttoApi otto, List<DefaultChange> changes) {
    Map<Flow, @Nullable String> open = values(changes);
    var faults = new EnumMap<Flow, String>(Flow.class);
    boolean unknown = false;
    while (!open.isEmpty()) {
      var options = new WriteOptions(true, anyModel);
      Result<FlowDefaultsBody> checked = otto.changeFlowDefaults(open, Optional.empty(), options);
      if (!(checked instanceof Result.Refused<FlowDefaultsBody> refused)) {
        checked.orThrow();
        break;
      }
      Optional<Flow> flow = flowOf(refused).filter(open::containsKey);
      if (flow.isEmpty()) {
        return new Faults(faults, refused.message(), unknown);
      }
      open.remove(flow.get());
      unknown |= refused.code().equals("unknown_model");
      faults.put(flow.get(), Picker.words(refused));
    }
    return new Faults(faults, null, unknown);
  }

  private static Optional<Flow> flowOf(Result.Refused<?> refused) {
    return refused.details().stream()
        .map(ErrorAnswer.FieldError::path)
        .filter(field -> field.startsWith("flowDefaults."))
        .findFirst()
        .flatMap(field -> Flow.of(field.substring("flowDefaults.".length())));
  }

  static Map<Flow, @Nullable String> values(List<DefaultChange> changes) {
    var values = new EnumMap<Flow, @Nullable String>(Flow.class);
    changes.forEach(change -> values.put(change.flow(), change.after()));
    return values;
  }
}
