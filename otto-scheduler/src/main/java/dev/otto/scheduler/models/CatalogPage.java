package dev.otto.scheduler.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Model;
import dev.otto.models.ModelRef;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The catalog as it goes over the wire, whole or filtered. */
record CatalogPage(
    List<String> models,
    long updatedAt,
    String source,
    @Nullable String globalDefault,
    long version,
    boolean stale,
    int skipped,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String lastError,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Detail> details) {

  /** What there is to know of one model. */
  record Detail(
      String ref,
      String name,
      @Nullable Long contextLimit,
      @Nullable Long outputLimit,
      @Nullable Double inputCost,
      @Nullable Double outputCost,
      boolean reasoning,
      boolean toolCall,
      boolean textOutput,
      @Nullable String releaseDate,
      @Nullable String status) {

    static Detail of(Model model) {
      return new Detail(
          model.ref().toString(),
          model.name(),
          orNull(model.contextLimit()),
          orNull(model.outputLimit()),
          orNull(model.inputCost()),
          orNull(model.outputCost()),
          model.reasoning(),
          model.toolCall(),
          model.textOutput(),
          model.releaseDate().orElse(null),
          model.status().orElse(null));
    }
  }

  static CatalogPage of(
      CatalogSnapshot snapshot, boolean stale, List<Model> models, boolean withDetails) {
    return new CatalogPage(
        models.stream().map(model -> model.ref().toString()).toList(),
        snapshot.updatedAt().toEpochMilli(),
        snapshot.source().key(),
        snapshot.globalDefault().map(ModelRef::toString).orElse(null),
        snapshot.version(),
        stale,
        snapshot.skipped(),
        snapshot.lastError().orElse(null),
        withDetails ? models.stream().map(Detail::of).toList() : null);
  }

  private static @Nullable Long orNull(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
