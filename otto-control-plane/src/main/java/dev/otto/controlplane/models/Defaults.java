package dev.otto.controlplane.models;

import dev.otto.controlplane.api.Catalog;
import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.Result;
import dev.otto.controlplane.jobs.ChoiceFields;
import dev.otto.wire.Flow;
import dev.otto.wire.FlowDefaultsBody;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The present flow defaults, and their views. */
final class Defaults {
  /** The flows in display order: the one of an operator's jobs comes first. */
  private static final List<Flow> FLOWS =
      Stream.concat(Stream.of(Flow.SCHEDULED_TASKS), Stream.of(Flow.values())).distinct().toList();

  private final OttoApi otto;
  private final Catalog catalog;
  private final Result.Ok<FlowDefaultsBody> current;

  private Defaults(OttoApi otto, Catalog catalog, Result.Ok<FlowDefaultsBody> current) {
    this.otto = otto;
    this.catalog = catalog;
    this.current = current;
  }

  static Defaults now(OttoApi otto, Catalog catalog) {
    Result<FlowDefaultsBody> answer = otto.flowDefaults();
    FlowDefaultsBody value = answer.orThrow();
    return new Defaults(
        otto, catalog, answer instanceof Result.Ok<FlowDefaultsBody> ok ? ok : Result.ok(value));
  }

  FlowDefaultsBody current() {
    return current.value();
  }

  /** Returns the tag of this state, without which nobody else's change is noticed. */
  Optional<String> tag() {
    return current.tag();
  }

  /** Returns the view of the present defaults. */
  DefaultsView view() {
    List<DefaultsView.FlowRow> rows =
        FLOWS.stream().map(flow -> row(flow, null, null, null)).toList();
    return new DefaultsView(rows, List.of(), List.of(), null, false);
  }

  /** Returns the view of a form that is being filled in: the changes it makes, and its problems. */
  DefaultsView view(DefaultsForm form, DefaultsForm.Faults faults) {
    Set<String> contested = form.against(current()).contested();
    return view(form, faults, contested::contains);
  }

  /** Returns the view of a refused form, whose next save overwrites what it shows. */
  DefaultsView refused(DefaultsForm form, DefaultsForm.Faults faults) {
    return view(form, faults, flow -> false);
  }

  /**
   * Returns the view of a submitted form.
   *
   * @param stale the flows, by key, that are still compared with what they were before
   */
  private DefaultsView view(
      DefaultsForm form, DefaultsForm.Faults faults, Predicate<String> stale) {
    Map<String, String> merged = form.against(current()).merged();
    List<DefaultsView.FlowRow> rows =
        FLOWS.stream()
            .map(
                flow -> {
                  String key = flow.key();
                  String opened = stale.test(key) ? form.opened().get(key) : null;
                  return row(flow, merged.get(key), opened, faults.byFlow().get(flow));
                })
            .toList();
    return new DefaultsView(
        rows,
        form.changes(current()),
        form.changedMeanwhile(current()),
        faults.other(),
        faults.unknownModel() || form.anyModel());
  }

  private DefaultsView.FlowRow row(
      Flow flow, @Nullable String typed, @Nullable String opened, @Nullable String error) {
    String ref = current().of(flow).orElse(null);
    String now = Objects.requireNonNullElse(ref, "");
    var picker =
        Picker.of(flow.key(), flow.label())
            .withValue(typed == null ? ref : typed)
            .withInherited(inherited())
            .withHint(flow.purpose())
            .withError(error);
    boolean missing = ref != null && !catalog.contains(ref);
    List<String> chips = current().choice(flow).map(ChoiceFields::chips).orElse(List.of());
    return new DefaultsView.FlowRow(
        flow,
        picker,
        ref,
        opened == null ? now : opened,
        missing,
        otto.resolveFlow(flow).orThrow(),
        chips);
  }

  private String inherited() {
    return catalog
        .globalDefault()
        .map(ref -> "OpenCode's default, now " + ref)
        .orElse("OpenCode's default, which is not set");
  }
}
