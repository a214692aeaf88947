package dev.otto.controlplane.models;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.controlplane.models.DefaultsView.DefaultChange;
import dev.otto.controlplane.page.Edit;
import dev.otto.web.Form;
import dev.otto.wire.ErrorAnswer;
import dev.otto.wire.Flow;
import dev.otto.wire.FlowDefaultsBody;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The submitted form of the flow defaults, each by the key of its flow.
 *
 * @param opened the defaults when the form was opened
 * @param anyModel whether to accept a model that is not in the catalog
 */
record DefaultsForm(Map<String, String> typed, Map<String, String> opened, boolean anyModel) {

  static DefaultsForm of(Form form) {
    var typed = new HashMap<String, String>();
    var opened = new HashMap<String, String>();
    for (Flow flow : Flow.values()) {
      String key = flow.key();
      if (form.has(key)) {
        typed.put(key, Objects.requireNonNullElse(meant(form.typed(key)), ""));
        opened.put(key, form.typed("opened-" + key));
      }
    }
    return new DefaultsForm(typed, opened, form.has("anyModel"));
  }

  /** Returns this form beside the defaults as they stand. */
  Edit against(FlowDefaultsBody now) {
    var texts = new HashMap<String, String>();
    for (Flow flow : Flow.values()) {
      texts.put(flow.key(), now.of(flow).orElse(""));
    }
    return new Edit(opened, typed, texts);
  }

  /** Returns the changes that saving would make: of what was chosen here, and nothing else. */
  List<DefaultChange> changes(FlowDefaultsBody now) {
    Map<String, String> merged = against(now).merged();
    return Arrays.stream(Flow.values())
        .filter(flow -> merged.containsKey(flow.key()))
        .map(
            flow ->
                new DefaultChange(flow, now.of(flow).orElse(null), meant(merged.get(flow.key()))))
        .filter(DefaultsForm::isOne)
        .toList();
  }

  /** Returns the defaults that were changed since the form was opened. */
  List<DefaultChange> changedMeanwhile(FlowDefaultsBody now) {
    return Arrays.stream(Flow.values())
        .filter(flow -> opened.containsKey(flow.key()))
        .map(
            flow ->
                new DefaultChange(flow, meant(opened.get(flow.key())), now.of(flow).orElse(null)))
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
      faults.put(flow.get(), refused.message());
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
