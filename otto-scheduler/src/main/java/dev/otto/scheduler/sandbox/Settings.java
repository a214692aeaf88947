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
record Settings(
    Duration delay,
    Catalog catalog,
    @Nullable ModelRef globalDefault,
    Failure failure,
    @Nullable String password) {

  /** The models, and the bytes in which they are sent. */
  static final class Catalog {
    final Set<String> refs;
    final byte[] json;

    Catalog(List<Model> models) {
      refs = models.stream().map(model -> model.ref().toString()).collect(Collectors.toSet());
      json = Exchange.bytes(StandInModels.asProviders(models));
    }
  }

  static Settings demo() {
    return new Settings(
        Duration.ZERO,
        new Catalog(StandInModels.all()),
        StandInModels.GLOBAL_DEFAULT,
        Failure.NONE,
        null);
  }

  String globalDefaultOrEmpty() {
    return globalDefault == null ? "" : globalDefault.toString();
  }

  Settings withDelay(Duration changed) {
    return new Settings(changed, catalog, globalDefault, failure, password);
  }

  Settings withModels(List<Model> changed) {
    return new Settings(delay, new Catalog(changed), globalDefault, failure, password);
  }

  Settings withGlobalDefault(Optional<ModelRef> changed) {
    return new Settings(delay, catalog, changed.orElse(null), failure, password);
  }

  Settings withFailure(Failure changed) {
    return new Settings(delay, catalog, globalDefault, changed, password);
  }

  Settings withPassword(String changed) {
    return new Settings(delay, catalog, globalDefault, failure, changed);
  }
}
