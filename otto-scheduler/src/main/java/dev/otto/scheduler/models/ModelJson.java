package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Flow;
import dev.otto.models.FlowDefaults;
import dev.otto.models.Modality;
import dev.otto.models.Model;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.models.ModelResolver;
import dev.otto.models.Resolution;
import dev.otto.wire.CatalogAnswer;
import dev.otto.wire.CatalogModel;
import dev.otto.wire.FlowChoice;
import dev.otto.wire.FlowDefaultsBody;
import dev.otto.wire.ResolvedModel;
import dev.otto.wire.ResolvedModel.ResolutionStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Model management in the words of the contract. */
public final class ModelJson {
  private ModelJson() {}

  /** The catalog, whole or filtered. */
  static CatalogAnswer catalog(
      CatalogSnapshot snapshot, boolean stale, List<Model> models, boolean withDetails) {
    return new CatalogAnswer(
        models.stream().map(model -> model.ref().toString()).toList(),
        snapshot.updatedAt().toEpochMilli(),
        snapshot.source().key(),
        snapshot.globalDefault().map(ModelRef::toString).orElse(null),
        snapshot.version(),
        stale,
        snapshot.skipped(),
        snapshot.lastError().orElse(null),
        withDetails ? models.stream().map(ModelJson::model).toList() : null);
  }

  static CatalogModel model(Model model) {
    return new CatalogModel(
        model.ref().toString(),
        model.name(),
        orNull(model.limits().context()),
        orNull(model.limits().output()),
        orNull(model.prices().input()),
        orNull(model.prices().output()),
        model.abilities().reasoning(),
        model.abilities().toolCall(),
        model.textOutput(),
        model.releaseDate().orElse(null),
        model.status().orElse(null),
        model.abilities().variants().isEmpty() ? null : model.abilities().variants(),
        model.abilities().modalities().attachments(),
        unlessText(model.abilities().modalities().takes()),
        unlessText(model.abilities().modalities().gives()));
  }

  /**
   * Returns the names of kinds of content; null where it is text alone, as it is of most models.
   */
  private static @Nullable List<String> unlessText(Set<Modality> kinds) {
    return kinds.equals(Set.of(Modality.TEXT)) ? null : kinds.stream().map(Modality::key).toList();
  }

  private static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /** The default of each flow. */
  public static FlowDefaultsBody flowDefaults(FlowDefaults defaults) {
    var values = new LinkedHashMap<String, @Nullable String>();
    var choices = new LinkedHashMap<String, FlowChoice>();
    for (Flow flow : Flow.values()) {
      ModelChoice choice = defaults.choice(flow);
      values.put(flow.key(), choice.modelRef().map(ModelRef::toString).orElse(null));
      if (!choice.isPlain()) {
        choices.put(flow.key(), ChoiceJson.write(choice));
      }
    }
    return new FlowDefaultsBody(values, choices.isEmpty() ? null : choices, null);
  }

  /** A resolution with the steps that led to it. */
  public static ResolvedModel resolved(ModelResolver.Explanation explanation) {
    Resolution resolution = explanation.resolution();
    List<ResolutionStep> steps = explanation.steps().stream().map(ModelJson::step).toList();
    String requested = resolution.requested().map(ModelRef::toString).orElse(null);
    long at = resolution.catalogUpdatedAt().toEpochMilli();
    return switch (resolution) {
      case Resolution.Resolved it ->
          new ResolvedModel(
              it.model().providerId(),
              it.model().modelId(),
              it.source().key(),
              requested,
              it.fallback(),
              it.reason(),
              steps,
              at,
              it.variant(),
              it.droppedVariant());
      case Resolution.Unresolved it ->
          new ResolvedModel(null, null, null, requested, false, it.reason(), steps, at, null, null);
    };
  }

  private static ResolutionStep step(ModelResolver.Step step) {
    return new ResolutionStep(
        step.rung().key(),
        step.modelRef().map(ModelRef::toString).orElse(null),
        step.outcome().key());
  }
}
