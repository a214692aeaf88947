package dev.otto.scheduler.sandbox;

import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The stand-in's current behaviour. Replaced as a whole. */
record StandInSettings(
    Duration delay,
    ListedModels catalog,
    List<Model> deprecated,
    @Nullable ModelRef globalDefault,
    FailureMode failure,
    @Nullable String password) {

  /** The models, and the bytes in which they are sent. */
  static final class ListedModels {
    final List<Model> models;
    final Set<String> refs;
    final byte[] json;

    ListedModels(List<Model> models) {
      this.models = List.copyOf(models);
      refs = models.stream().map(model -> model.ref().toString()).collect(Collectors.toSet());
      json = Exchange.bytes(StandInModels.asProviders(models));
    }
  }

  static StandInSettings demo() {
    return new StandInSettings(
        Duration.ZERO,
        new ListedModels(StandInModels.all()),
        List.of(),
        StandInModels.GLOBAL_DEFAULT,
        FailureMode.NONE,
        null);
  }

  String globalDefaultOrEmpty() {
    return globalDefault == null ? "" : globalDefault.toString();
  }

  StandInSettings withDelay(Duration changed) {
    return new StandInSettings(changed, catalog, deprecated, globalDefault, failure, password);
  }

  StandInSettings withModels(List<Model> changed) {
    return new StandInSettings(
        delay, new ListedModels(changed), deprecated, globalDefault, failure, password);
  }

  StandInSettings withDeprecated(List<Model> changed) {
    return new StandInSettings(delay, catalog, changed, globalDefault, failure, password);
  }

  /** Returns the body of {@code GET /provider}. */
  byte[] overview() {
    return Exchange.bytes(StandInModels.asOverview(catalog.models));
  }

  StandInSettings withGlobalDefault(Optional<ModelRef> changed) {
    return new StandInSettings(delay, catalog, deprecated, changed.orElse(null), failure, password);
  }

  StandInSettings withFailure(FailureMode changed) {
    return new StandInSettings(delay, catalog, deprecated, globalDefault, changed, password);
  }

  StandInSettings withPassword(String changed) {
    return new StandInSettings(delay, catalog, deprecated, globalDefault, failure, changed);
  }
}
