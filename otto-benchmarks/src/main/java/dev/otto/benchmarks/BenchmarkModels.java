package dev.otto.benchmarks;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.Model;
import dev.otto.models.ModelBackend;
import dev.otto.models.ModelRef;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

/** Catalogs of any size, with references of about the length of real ones. */
public final class BenchmarkModels {
  private BenchmarkModels() {}

  /** Returns a catalog with the given number of models; the first is the global default. */
  public static CatalogSnapshot snapshot(int size) {
    var models = IntStream.range(0, size).mapToObj(i -> Model.named(ref(i))).toList();
    return CatalogSnapshot.of(
        new ModelBackend.Listing(models, Optional.of(ref(0)), 0), Instant.EPOCH, 1);
  }

  /** Returns the reference of one of them. */
  public static ModelRef ref(int i) {
    return ModelRef.of("provider-" + i % 224 + "/vendor-" + i % 31 + "/model-" + i);
  }
}
