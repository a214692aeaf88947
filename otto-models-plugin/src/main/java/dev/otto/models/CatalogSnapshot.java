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

  /** The origin of the list in force. */
  public enum CatalogSource {
    /** The last refresh succeeded. */
    NETWORK,
    /** The last refresh failed; the list is from an earlier one. */
    CACHE;

    /** Returns the name used in the REST API and in files. */
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

  /** Creates a snapshot of what the backend listed. Duplicate references count once. */
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

  /**
   * Creates the snapshot of a catalog that was never fetched.
   *
   * @param error why
   */
  static CatalogSnapshot none(String error) {
    return new CatalogSnapshot(
        new ModelIndex(List.of()), List.of(), null, 0, Instant.EPOCH, 0, error);
  }

  /** Reports whether there was no list yet; a backend that lists no models counts as failed. */
  public boolean isMissing() {
    return version == 0;
  }

  /** Returns why there is no list yet, as a sentence that may follow another. */
  public String whyMissing() {
    return "there is no model catalog yet: " + lastError;
  }

  /** Returns the same list with another version. */
  CatalogSnapshot withVersion(long number) {
    return new CatalogSnapshot(byRef, models, globalDefault, skipped, updatedAt, number, lastError);
  }

  /** Returns the same list, marked with the error of a failed refresh. */
  CatalogSnapshot afterFailure(String error) {
    return new CatalogSnapshot(byRef, models, globalDefault, skipped, updatedAt, version, error);
  }

  /** Returns the catalog without one model, to answer "what if it disappears". */
  public CatalogSnapshot without(ModelRef ref) {
    List<Model> rest = models.stream().filter(model -> !model.ref().equals(ref)).toList();
    return new CatalogSnapshot(
        new ModelIndex(rest), rest, globalDefault, skipped, updatedAt, version, lastError);
  }

  public boolean contains(ModelRef ref) {
    return byRef.contains(ref);
  }

  /** Reports whether the catalog has the model, and the model this variant. */
  boolean has(ModelRef ref, String variant) {
    Model model = byRef.find(ref);
    return model != null && model.abilities().variants().contains(variant);
  }

  /** Reports whether the catalog has the model, and the model not the effort of the choice. */
  public boolean lacksVariantOf(ModelChoice choice) {
    return choice.variant().isPresent()
        && choice.modelRef().filter(this::contains).isPresent()
        && !has(choice.modelRef().get(), choice.variant().get());
  }

  public Optional<Model> find(ModelRef ref) {
    return Optional.ofNullable(byRef.find(ref));
  }

  /** Returns the models that a mistyped reference may have meant, the likeliest first. */
  public List<ModelRef> nearest(ModelRef wanted, int limit) {
    return new NearMatches(wanted).among(models, limit);
  }

  /** Returns every model, sorted by reference. */
  public List<Model> models() {
    return models;
  }

  public int size() {
    return models.size();
  }

  /**
   * Returns OpenCode's own default; empty if its configuration sets none. It need not be in the
   * catalog.
   */
  public Optional<ModelRef> globalDefault() {
    return Optional.ofNullable(globalDefault);
  }

  /** Returns the global default or null, without allocating: for the resolver. */
  @Nullable ModelRef globalDefaultOrNull() {
    return globalDefault;
  }

  /**
   * Returns the number of models that the last successful refresh skipped because their id is not a
   * valid model reference.
   */
  public int skipped() {
    return skipped;
  }

  /** Returns the time of the last successful refresh. */
  public Instant updatedAt() {
    return updatedAt;
  }

  /**
   * Returns a number that grows whenever the references or the global default change, so that
   * clients can tell whether anything is new.
   */
  public long version() {
    return version;
  }

  public CatalogSource source() {
    return lastError == null ? CatalogSource.NETWORK : CatalogSource.CACHE;
  }

  /** Returns the error of the last refresh; empty if it succeeded. */
  public Optional<String> lastError() {
    return Optional.ofNullable(lastError);
  }

  /** Reports whether both hold the same references and the same global default. */
  boolean sameModels(CatalogSnapshot other) {
    return globalDefault().equals(other.globalDefault())
        && models.stream()
            .map(Model::ref)
            .toList()
            .equals(other.models.stream().map(Model::ref).toList());
  }
}
