package dev.otto.models;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The catalog as it was at one moment. Immutable and swapped whole, so that a reader never sees
 * half a refresh and a look-up is one hash probe.
 */
public final class CatalogSnapshot {

  /** Where the list in force comes from. */
  public enum Source {
    /** The last refresh succeeded. */
    NETWORK,
    /** The last refresh failed; this is what an earlier one brought. */
    CACHE;

    /** As on the wire. */
    public String key() {
      return this == NETWORK ? "network" : "cache";
    }
  }

  private final ModelIndex byRef;
  private final List<Model> models;
  private final @Nullable ModelRef globalDefault;
  private final int skipped;
  private final Instant updatedAt;
  private final long version;
  private final @Nullable String lastError;

  private CatalogSnapshot(
      ModelIndex byRef,
      List<Model> models,
      @Nullable ModelRef globalDefault,
      int skipped,
      Instant updatedAt,
      long version,
      @Nullable String lastError) {
    this.byRef = byRef;
    this.models = models;
    this.globalDefault = globalDefault;
    this.skipped = skipped;
    this.updatedAt = updatedAt;
    this.version = version;
    this.lastError = lastError;
  }

  /** What the backend listed at that time. A reference that comes twice counts once. */
  public static CatalogSnapshot of(ModelBackend.Listing listing, Instant updatedAt, long version) {
    var once = new LinkedHashMap<ModelRef, Model>(listing.models().size() * 2);
    listing.models().forEach(model -> once.putIfAbsent(model.ref(), model));
    List<Model> sorted = once.values().stream().sorted(Comparator.comparing(Model::ref)).toList();
    return new CatalogSnapshot(
        new ModelIndex(sorted),
        sorted,
        listing.globalDefault().orElse(null),
        listing.skipped(),
        updatedAt,
        version,
        null);
  }

  /** The same list under this number. */
  CatalogSnapshot withVersion(long number) {
    return new CatalogSnapshot(byRef, models, globalDefault, skipped, updatedAt, number, lastError);
  }

  /** The same list after a refresh that failed. */
  CatalogSnapshot afterFailure(String error) {
    return new CatalogSnapshot(byRef, models, globalDefault, skipped, updatedAt, version, error);
  }

  /** "What if this model disappears": the same catalog without it. */
  public CatalogSnapshot without(ModelRef ref) {
    List<Model> rest = models.stream().filter(model -> !model.ref().equals(ref)).toList();
    return new CatalogSnapshot(
        new ModelIndex(rest), rest, globalDefault, skipped, updatedAt, version, lastError);
  }

  public boolean contains(ModelRef ref) {
    return byRef.contains(ref);
  }

  public Optional<Model> find(ModelRef ref) {
    return Optional.ofNullable(byRef.find(ref));
  }

  /** What somebody may have meant who named a model that is not here; the likeliest first. */
  public List<ModelRef> nearest(ModelRef wanted, int limit) {
    return new NearMatches(wanted).among(models, limit);
  }

  /** Every model, sorted by reference. */
  public List<Model> models() {
    return models;
  }

  public int size() {
    return models.size();
  }

  /**
   * OpenCode's own default; empty if its configuration sets none. It need not be in the catalog.
   */
  public Optional<ModelRef> globalDefault() {
    return Optional.ofNullable(globalDefault);
  }

  /** For the resolver, which must not allocate. */
  @Nullable ModelRef globalDefaultOrNull() {
    return globalDefault;
  }

  /** How many models the last success left out because their id is no model reference. */
  public int skipped() {
    return skipped;
  }

  /** When the last refresh succeeded. */
  public Instant updatedAt() {
    return updatedAt;
  }

  /**
   * Grows when the references or the global default change, so a client can tell "nothing new" by
   * it.
   */
  public long version() {
    return version;
  }

  public Source source() {
    return lastError == null ? Source.NETWORK : Source.CACHE;
  }

  /** Why the last refresh failed; empty if it succeeded. */
  public Optional<String> lastError() {
    return Optional.ofNullable(lastError);
  }

  /** Whether both hold the same references and the same global default. */
  boolean sameModels(CatalogSnapshot other) {
    return globalDefault().equals(other.globalDefault())
        && models.stream()
            .map(Model::ref)
            .toList()
            .equals(other.models.stream().map(Model::ref).toList());
  }
}
